"""How much memory this process has held at most."""

import resource
from pathlib import Path


STATUS = Path("/proc/self/status")


def peak_mib() -> float:
    """The most memory this process has held, in MiB.

    The system's own count for resource usage starts at what the parent held when it
    forked; the high-water mark of /proc, where there is one, does not.
    """
    if STATUS.is_file():
        for line in STATUS.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
