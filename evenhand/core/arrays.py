"""Compare a column with many values at once, sent as one array."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Lookup


class AnyOf(Lookup):
    """`column = ANY (array)`, as in `filter(AnyOf("case_id", ids))`.

    One parameter however many ids there are, where `__in` sends each by itself.
    """

    prepare_rhs = False
    can_use_none_as_rhs = True

    def __init__(self, column: str | Any, ids: Sequence[int]) -> None:
        super().__init__(F(column) if isinstance(column, str) else column, ids)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY (%s)", [*params, list(self.rhs)]
