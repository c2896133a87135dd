"""The `evenhand` command: one module per command, imported only when it is called.

File commands (rules, allocate, interviews, generate) therefore run without Django or a database.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence


COMMANDS = {
    "rules": ("rules", "check and evaluate rulebooks, on files alone"),
    "allocate": ("allocate", "give cases to people, on files alone"),
    "interviews": ("interviews", "plan interviews; offer, book and cancel them"),
    "generate": ("generate", "write a synthetic caseload, on files alone"),
    "database": ("database", "prepare the database: roles, tables, release 1"),
    "import": ("import_", "bring a caseload in from files"),
    "plan": ("plan", "rank, route and propose an allocation"),
    "people": ("people", "who may be recorded twice, or of one family"),
    "tokens": ("tokens", "let other systems in, and grant and revoke their tokens"),
    "messages": ("messages", "send what is due, and record what arrived"),
    "serve": ("serve", "start the web process and one worker"),
    "demo": ("demo", "set up a synthetic national caseload and serve it"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; answers its exit code (0 done, 1 faults found, 2 bad input)."""
    words = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(prog="evenhand", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (module, summary) in COMMANDS.items():
        command = commands.add_parser(name, help=summary)
        if words[:1] == [name]:
            implementation = importlib.import_module(f"evenhand.cli.{module}")
            command.description = implementation.__doc__
            implementation.add_arguments(command)
            command.set_defaults(run=implementation.run)
    args = parser.parse_args(words)
    try:
        return int(args.run(args))
    except BrokenPipeError:
        return 1
    except Exception as failure:
        # By name, because file commands know neither Django nor a database.
        if type(failure).__name__ != "OperationalError":
            raise
        print(f"The database does not answer: {failure}".strip(), file=sys.stderr)
        return 2
