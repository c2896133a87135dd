"""Finds the Chromium that the journeys of the test suite are driven in.

python -m evenhand.config.browser       as root on a Debian: install it if it is missing
"""

import os
import shutil
import sys
from pathlib import Path

from evenhand.config.bootstrap import apt_install


NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
MISSING = (
    "The journeys are driven in a real browser, and this machine has none. Install the "
    "package chromium, or name a Chromium by EVENHAND_CHROMIUM=/path/to/it."
)


def find_chromium() -> str | None:
    """The browser's program: the one named by EVENHAND_CHROMIUM, or the machine's."""
    if named := os.environ.get("EVENHAND_CHROMIUM"):
        return shutil.which(named)
    found = (shutil.which(name) for name in NAMES)
    places = (place for place in PLACES if Path(place).is_file())
    return next((path for path in found if path), None) or next(places, None)


def main() -> int:
    """Say what is missing; a test fails for it, so the rest of the suite still runs."""
    if find_chromium() is None:
        misnamed = "EVENHAND_CHROMIUM" in os.environ
        if misnamed or not apt_install("chromium"):
            print(MISSING, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
