"""A pytest plugin that says, before Django reads its settings, that this is a test."""

import os


os.environ["EVENHAND_MODE"] = "test"
