"""Documents that are written from the code, and must say what the code says.

python -m evenhand.config.generated            write them
python -m evenhand.config.generated --check    are they fresh? Changes nothing
"""

import argparse
import sys
from importlib import import_module
from pathlib import Path

from evenhand.config.django import set_up_django


ROOT = Path(__file__).resolve().parents[2]

# Each file, and the function without arguments that returns its text.
DOCUMENTS: dict[str, str] = {
    "docs/generated/lifecycle.md": "evenhand.casework.cases.diagram:lifecycle",
    "docs/generated/openapi.json": "evenhand.api.api:text",
    "docs/generated/rulebooks.md": "evenhand.config.manual:rulebooks",
}


def text_of(function: str) -> str:
    """What `package.module:function` returns."""
    module, _, name = function.partition(":")
    return str(getattr(import_module(module), name)())


def stale() -> list[str]:
    """The documents that differ from what the code would write now."""
    return [
        path
        for path, function in DOCUMENTS.items()
        if not (ROOT / path).is_file() or (ROOT / path).read_text() != text_of(function)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evenhand.config.generated")
    parser.add_argument("--check", action="store_true")
    only_looks = parser.parse_args().check
    if DOCUMENTS:
        set_up_django()
    for path in stale():
        if only_looks:
            print(f"{path} is not what the code says: run make fix", file=sys.stderr)
        else:
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_text(text_of(DOCUMENTS[path]))
            print(f"* Wrote {path}")
    return 1 if only_looks and stale() else 0


if __name__ == "__main__":
    sys.exit(main())
