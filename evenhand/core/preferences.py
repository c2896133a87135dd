"""What a person chooses for themselves; nobody else is told."""

from evenhand.core.models import User


def choose_density(user: User, *, compact: bool) -> None:
    """Keep how close a person wants the rows of tables to stand."""
    user.compact = compact
    user.save(update_fields=["compact"])


def choose_columns(user: User, columns: str) -> None:
    """Keep which columns of the list of cases a person wants to see; empty: as usual."""
    user.columns = columns[:200]
    user.save(update_fields=["columns"])
