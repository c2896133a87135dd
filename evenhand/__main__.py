"""`python -m evenhand` is the `evenhand` command."""

import sys

from evenhand.cli import main


sys.exit(main())
