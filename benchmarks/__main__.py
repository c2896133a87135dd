"""`make bench`: all benchmarks, or those named, as in `make bench ARGS=allocation`."""

import argparse
import importlib


NAMES = (
    "rules",
    "wide_rules",
    "rehearsal",
    "allocation",
    "interviews",
    "bookings",
    "cycle",
    "pages",
    "likeness",
    "intake",
    "trackers",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *NAMES], default=[])
    parser.add_argument(
        "--small", action="store_true", help="a tenth of the size, and nothing written"
    )
    args = parser.parse_args()
    for name in args.names or NAMES:
        importlib.import_module(f"benchmarks.{name}").run(small=args.small)


if __name__ == "__main__":
    main()
