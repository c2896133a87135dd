"""duckdb: CASE expressions."""

from typing import Any

import duckdb
import polars as pl

from benchmarks.results import Spent
from benchmarks.rules_rivals.tables import Answer, Dialect, Rules, literal
from evenhand.engine.rules.nodes import Total


# A longer chain of + takes duckdb minutes to plan.
LONGEST_SUM = 64


class Sql(Dialect):
    def missing(self, column: str) -> str:
        return f"{column} IS NULL"

    def among(self, column: str, values: list[Any]) -> str:
        if values in ([True], [False]):
            return column if values[0] else f"NOT {column}"
        return f"{column} IN ({', '.join(map(_sql, values))})"

    def outside(self, column: str, values: list[Any]) -> str:
        return f"{column} NOT IN ({', '.join(map(_sql, values))})"

    def compared(self, column: str, operator: str, value: Any) -> str:
        return f"{column} {operator} {_sql(value)}"

    def has_any(self, column: str, values: list[str]) -> str:
        return f"list_has_any({column}, {_sql(values)})"

    def all(self, parts: list[str]) -> str:
        return f"({' AND '.join(parts)})"

    def any(self, parts: list[str]) -> str:
        return f"({' OR '.join(parts)})"


def _sql(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_sql, value))}]"
    return (
        "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)
    )


def in_duckdb(
    rules: Rules, frame: pl.DataFrame, file: str
) -> tuple[list[Answer], Spent]:
    """CASE for each table, a list of rule ids beside it, into a table in memory."""
    frame.write_parquet(file)
    base = duckdb.connect()
    base.execute(f"CREATE TABLE cases AS SELECT * FROM '{file}'")
    query = duckdb_query(rules)
    with Spent() as spent:
        base.execute(f"CREATE TABLE answers AS {query}")
    told = ", ".join([*rules.outputs, "fired"])
    rows = base.execute(f"SELECT {told} FROM answers ORDER BY case_").fetchall()
    answers = [
        rules.answer(dict(zip(rules.outputs, row, strict=False)), row[-1])
        for row in rows
    ]
    return answers, spent


def duckdb_query(rules: Rules) -> str:
    """One SELECT over a table `cases`: case_, the outputs and fired."""
    dialect = Sql()
    source, fired = 'SELECT *, "case" AS case_ FROM cases', []
    for step in rules.steps:
        if isinstance(step, Total):
            source = f"SELECT *, {' + '.join(step.of)} AS {step.name} FROM ({source})"
            continue
        conditions = [
            (dialect.all([dialect.text(name, test) for name, test in rule.when.items()])
             if rule.when else "TRUE", rule)
            for rule in step.rules
        ]  # fmt: skip
        ids = f"{step.name}_ids"
        fired.append(ids)
        if step.hit == "first":
            columns = [
                f"CASE {' '.join(f'WHEN {c} THEN {_sql(literal(r.then[o.name]))}' for c, r in conditions)} END AS {o.name}"
                for o in step.outputs
            ]
            whens = " ".join(f"WHEN {c} THEN ['{r.id}']" for c, r in conditions)
            columns.append(f"CASE {whens} ELSE [] END AS {ids}")
        else:
            output = step.outputs[0].name
            points = [
                f"CASE WHEN {c} THEN {literal(r.then[output])} ELSE 0 END"
                for c, r in conditions
            ]
            adds = " + ".join(points)
            if len(points) > LONGEST_SUM:
                adds = f"list_sum([{', '.join(points)}])"
            some = ", ".join(f"CASE WHEN {c} THEN '{r.id}' END" for c, r in conditions)
            columns = [
                f"{adds} AS {output}",
                f"list_filter([{some}], lambda x: x IS NOT NULL) AS {ids}",
            ]
        source = f"SELECT *, {', '.join(columns)} FROM ({source})"
    lists = ", ".join(fired)
    told = ", ".join(["case_", *rules.outputs])
    return f"SELECT {told}, list_concat({lists}) AS fired FROM ({source})"
