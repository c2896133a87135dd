"""Names that addresses, files and columns are made of: letters, digits and hyphens."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from evenhand.engine.rules.faults import Fault
from evenhand.engine.rules.nodes import Table


LONGEST = 40  # as the columns hold that outcomes and counts are kept in
NAME = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_-]{{0,{LONGEST - 1}}}")


def faults_of_names(
    files: Iterable[str], tables: Mapping[str, Table], others: Iterable[tuple[str, str]]
) -> Iterator[Fault]:
    """Each name that no address can hold: of files, tables, rules, and the others.

    others  where something is named, and its name
    """
    for where, name in (*_names(files, tables), *others):
        if NAME.fullmatch(name) is None:
            yield Fault(
                "odd-name",
                where,
                f"is called {name[:LONGEST]!r}, where a name has letters, digits and "
                f"hyphens, {LONGEST} at most",
            )


def _names(
    files: Iterable[str], tables: Mapping[str, Table]
) -> Iterator[tuple[str, str]]:
    for file in files:
        yield f"a file in {PurePosixPath(file).parent}", PurePosixPath(file).stem
    for table in tables.values():
        file = f"rulebooks/{table.rulebook}.toml"
        yield f"{file}, a table", table.name
        yield from ((f"{file}, {table.name}, a rule", rule.id) for rule in table.rules)
