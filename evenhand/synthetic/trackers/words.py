"""The data files beside this module: layouts, words and phrases."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def read(name: str) -> dict[str, Any]:
    """One of the data files beside this module, by name."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))
