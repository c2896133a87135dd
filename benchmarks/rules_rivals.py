"""The same decision tables written for the tools one would take instead.

Each rival is given the cases with derived facts worked out, and answers for each case
(units, points, band, ids of the rules that fired).
"""

import json
import time
from collections.abc import Callable, Iterable, Sequence
from types import SimpleNamespace
from typing import Any

import polars as pl

from evenhand.engine.rules import nodes
from evenhand.engine.rules.nodes import Rule, Table, Test, Total
from evenhand.engine.rules.release import Release


Answer = tuple[tuple[str, ...], int, int, tuple[str, ...]]
Row = dict[str, Any]
OPERATORS = {"<", "<=", ">", ">="}


class Rules:
    """The tables for rank and route, in their order, and what they read."""

    def __init__(self, release: Release) -> None:
        self.steps = release.steps_for(("route", "band"))
        self.release = release
        self.columns = sorted(
            {
                name
                for step in self.steps
                if isinstance(step, Table)
                for name in step.inputs
                if name in release.vocabulary.facts
            }
        )
        for step in self.steps:
            assert isinstance(step, Total) or step.hit in ("first", "sum"), step

    @property
    def tables(self) -> list[Table]:
        return [step for step in self.steps if isinstance(step, Table)]


def plain(value: Any) -> Any:
    """A literal of the release as Python has it."""
    if isinstance(value, tuple):
        return list(value)
    if value is None or isinstance(value, bool | str):
        return value
    return int(value)


def literal(expression: object) -> Any:
    assert isinstance(expression, nodes.Literal), expression
    return plain(expression.value)


class Dialect:
    """How one tool writes a test on a column; parts are texts in its language."""

    def text(self, column: str, test: Test) -> str:
        match test:
            case nodes.Missing():
                return self.missing(column)
            case nodes.Equals(value):
                return self.among(column, [literal(value)])
            case nodes.Compared(operator, value):
                return self.compared(column, operator, literal(value))
            case nodes.Within(low, high, low_in, high_in):
                least = self.compared(column, ">=" if low_in else ">", literal(low))
                most = self.compared(column, "<=" if high_in else "<", literal(high))
                return self.all([least, most])
            case nodes.HasAny(values):
                return self.has_any(column, list(values))
            case nodes.AnyOf(tests):
                if all(isinstance(one, nodes.Equals) for one in tests):
                    return self.among(column, [literal(one.value) for one in tests])
                return self.any([self.text(column, one) for one in tests])
        raise AssertionError(f"no rule of these tables had this test before: {test}")

    def missing(self, column: str) -> str: ...
    def among(self, column: str, values: list[Any]) -> str: ...
    def compared(self, column: str, operator: str, value: Any) -> str: ...
    def has_any(self, column: str, values: list[str]) -> str: ...
    def all(self, parts: list[str]) -> str: ...
    def any(self, parts: list[str]) -> str: ...


# Plain Python: a loop over rules and closures


def in_python(rules: Rules, rows: Sequence[Row]) -> tuple[list[Answer], float]:
    """The loop that one writes first: every rule asked of every case."""
    steps: list[Any] = []
    for step in rules.steps:
        if isinstance(step, Total):
            steps.append((step, []))
        else:
            steps.append((step, [_closures(rule) for rule in step.rules]))
    started = time.perf_counter()
    answers = [_one_in_python(steps, dict(row)) for row in rows]
    return answers, time.perf_counter() - started


def _closures(rule: Rule) -> tuple[str, list[tuple[str, Callable[[Any], bool]]], Row]:
    tests = [(name, _closure(test)) for name, test in rule.when.items()]
    return rule.id, tests, {name: literal(value) for name, value in rule.then.items()}


def _closure(test: Test) -> Callable[[Any], bool]:
    match test:
        case nodes.Missing():
            return lambda value: value is None
        case nodes.Equals(value):
            wanted = literal(value)
            return lambda value: value == wanted
        case nodes.Compared(operator, value):
            end = literal(value)
            return {
                "<": lambda value: value is not None and value < end,
                "<=": lambda value: value is not None and value <= end,
                ">": lambda value: value is not None and value > end,
                ">=": lambda value: value is not None and value >= end,
            }[operator]
        case nodes.Within(low, high, low_in, high_in):
            first, last = literal(low) + (not low_in), literal(high) - (not high_in)
            return lambda value: value is not None and first <= value <= last
        case nodes.HasAny(values):
            some = frozenset(values)
            return lambda value: value is not None and not some.isdisjoint(value)
        case nodes.AnyOf(tests):
            if all(isinstance(one, nodes.Equals) for one in tests):
                values = frozenset(literal(one.value) for one in tests)
                return lambda value: value in values
            parts = [_closure(one) for one in tests]
            return lambda value: any(part(value) for part in parts)
    raise AssertionError(test)


def _one_in_python(steps: list[Any], values: Row) -> Answer:
    fired = []
    for step, rules in steps:
        if isinstance(step, Total):
            values[step.name] = sum(values[name] for name in step.of)
            continue
        total = 0
        for rule, tests, then in rules:
            for name, test in tests:
                if not test(values[name]):
                    break
            else:
                fired.append(rule)
                if step.hit == "first":
                    values.update(then)
                    break
                total += next(iter(then.values()))
        if step.hit == "sum":
            values[step.outputs[0].name] = total
    return _answer(values, fired)


def _answer(values: Row, fired: Iterable[str]) -> Answer:
    return (
        tuple(values["units"]),
        int(values["points"]),
        int(values["band"]),
        tuple(sorted(fired)),
    )


# duckdb: CASE expressions


class Sql(Dialect):
    def missing(self, column: str) -> str:
        return f"{column} IS NULL"

    def among(self, column: str, values: list[Any]) -> str:
        if values in ([True], [False]):
            return column if values[0] else f"NOT {column}"
        return f"{column} IN ({', '.join(map(_sql, values))})"

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
) -> tuple[list[Answer], float]:
    """CASE for each table, a list of rule ids beside it, into a table in memory."""
    import duckdb

    frame.write_parquet(file)
    base = duckdb.connect()
    base.execute(f"CREATE TABLE cases AS SELECT * FROM '{file}'")
    query = duckdb_query(rules)
    started = time.perf_counter()
    base.execute(f"CREATE TABLE answers AS {query}")
    spent = time.perf_counter() - started
    rows = base.execute("SELECT units, points, band, fired FROM answers ORDER BY case_")
    answers = [
        (tuple(units), int(points), int(band), tuple(sorted(fired)))
        for units, points, band, fired in rows.fetchall()
    ]
    return answers, spent


def duckdb_query(rules: Rules) -> str:
    """One SELECT over a table `cases`: case_, units, points, band and fired."""
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
            adds = " + ".join(
                f"CASE WHEN {c} THEN {literal(r.then[output])} ELSE 0 END"
                for c, r in conditions
            )
            some = ", ".join(f"CASE WHEN {c} THEN '{r.id}' END" for c, r in conditions)
            columns = [
                f"{adds} AS {output}",
                f"list_filter([{some}], lambda x: x IS NOT NULL) AS {ids}",
            ]
        source = f"SELECT *, {', '.join(columns)} FROM ({source})"
    lists = ", ".join(fired)
    return f"SELECT case_, units, points, band, list_concat({lists}) AS fired FROM ({source})"


# zen-engine: decision tables in its JSON


class Zen(Dialect):
    def missing(self, column: str) -> str:
        return "$ == null"

    def among(self, column: str, values: list[Any]) -> str:
        return ", ".join(json.dumps(value) for value in values)

    def compared(self, column: str, operator: str, value: Any) -> str:
        return f"{operator} {value}"

    def has_any(self, column: str, values: list[str]) -> str:
        return f"some($, # in {json.dumps(values)})"

    def all(self, parts: list[str]) -> str:
        return " and ".join(parts)

    def any(self, parts: list[str]) -> str:
        return " or ".join(parts)


def zen_graph(rules: Rules) -> dict[str, Any]:
    """Nodes in a row: a decision table, or an expression for a sum."""
    dialect = Zen()
    content: list[tuple[str, dict[str, Any]]] = [("inputNode", {})]
    for step in rules.steps:
        if isinstance(step, Total):
            content.append(_expressions({step.name: " + ".join(step.of)}))
            continue
        collected = f"{step.name}_rows" if step.hit == "sum" else None
        names = [*(output.name for output in step.outputs), f"{step.name}_rule"]
        rows = [
            {
                "_id": rule.id,
                **{
                    f"i{index}": dialect.text(name, rule.when[name])
                    if name in rule.when
                    else ""
                    for index, name in enumerate(step.inputs)
                },
                **{
                    f"o{index}": json.dumps(
                        literal(rule.then[name]) if name in rule.then else rule.id
                    )
                    for index, name in enumerate(names)
                },
            }
            for rule in step.rules
        ]
        table = {
            "hitPolicy": "first" if step.hit == "first" else "collect",
            "inputs": [
                {"id": f"i{index}", "name": name, "field": name}
                for index, name in enumerate(step.inputs)
            ],
            "outputs": [
                {"id": f"o{index}", "name": name, "field": name}
                for index, name in enumerate(names)
            ],
            "rules": rows,
            "passThrough": True,
            "inputField": None,
            "outputPath": collected,
            "executionMode": "single",
        }
        content.append(("decisionTableNode", table))
        if collected:
            output = step.outputs[0].name
            content.append(_expressions({output: f"sum(map({collected}, #.{output}))"}))
    content.append(("outputNode", {}))
    ids = [f"n{index}" for index in range(len(content))]
    return {
        "nodes": [
            {"id": id_, "type": kind, "name": id_, "position": {"x": 0, "y": 0},
             "content": each}
            for id_, (kind, each) in zip(ids, content, strict=True)
        ],
        "edges": [
            {"id": f"e{source}", "type": "edge", "sourceId": source, "targetId": target}
            for source, target in zip(ids, ids[1:], strict=False)
        ],
    }  # fmt: skip


def _expressions(values: dict[str, str]) -> tuple[str, dict[str, Any]]:
    return "expressionNode", {
        "expressions": [
            {"id": name, "key": name, "value": value} for name, value in values.items()
        ],
        "passThrough": True,
        "inputField": None,
        "outputPath": None,
        "executionMode": "single",
    }


def in_zen(rules: Rules, rows: Sequence[Row]) -> tuple[list[Answer], float]:
    """All cases in one batch, on all cores."""
    import zen

    engine = zen.ZenEngine(
        {"loader": {"type": "static", "content": {"rules": zen_graph(rules)}}}
    )
    requests = [{"key": "rules", "context": row} for row in rows]
    started = time.perf_counter()
    results = engine.evaluate_batch(requests)
    spent = time.perf_counter() - started
    answers = []
    for each in results:
        assert each["success"], each
        values = each["data"]["result"]
        fired = []
        for table in rules.tables:
            if table.hit == "first":
                fired.append(values[f"{table.name}_rule"])
            else:
                rule = f"{table.name}_rule"
                fired += [one[rule] for one in values[f"{table.name}_rows"]]
        answers.append(_answer(values, fired))
    return answers, spent


# SpiffWorkflow: its DMN engine, whose cells are Python


class Spiff(Dialect):
    def missing(self, column: str) -> str:
        return "? is None"

    def among(self, column: str, values: list[Any]) -> str:
        return f"? in {values!r}"

    def compared(self, column: str, operator: str, value: Any) -> str:
        return f"? is not None and ? {operator} {value}"

    def has_any(self, column: str, values: list[str]) -> str:
        return f"any(one in {values!r} for one in ?)"

    def all(self, parts: list[str]) -> str:
        return " and ".join(parts)

    def any(self, parts: list[str]) -> str:
        return " or ".join(parts)


def in_spiff(rules: Rules, rows: Sequence[Row]) -> tuple[list[Answer], float]:
    """Case by case, table by table; UNIQUE stops at the first rule that fires."""
    from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
    from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine

    engines = [
        (step, None if isinstance(step, Total) else DMNEngine(_spiff_table(step)))
        for step in rules.steps
    ]
    workflow = SimpleNamespace(script_engine=PythonScriptEngine())
    started = time.perf_counter()
    answers = []
    for row in rows:
        task, fired = SimpleNamespace(data=dict(row), workflow=workflow), []
        for step, engine in engines:
            if engine is None:
                task.data[step.name] = sum(task.data[name] for name in step.of)
                continue
            result = engine.result(task)
            name = step.outputs[0].name
            if step.hit == "sum":
                fired += result.get("rule", [])
                task.data[name] = sum(result.get(name, []))
            else:
                fired.append(result.pop("rule"))
                task.data.update(result)
        answers.append(_answer(task.data, fired))
    return answers, time.perf_counter() - started


def _spiff_table(table: Table) -> Any:
    from SpiffWorkflow.dmn.specs import model

    dialect = Spiff()
    policy = "UNIQUE" if table.hit == "first" else "COLLECT"
    made = model.DecisionTable(table.name, table.name, policy)
    inputs = {name: model.Input(name, name, name, name, "any") for name in table.inputs}
    names = [*(output.name for output in table.outputs), "rule"]
    outputs = {name: model.Output(name, name, name, "any") for name in names}
    for rule in table.rules:
        row = model.Rule(rule.id)
        for name, test in rule.when.items():
            entry = model.InputEntry(name, inputs[name])
            entry.lhs.append(dialect.text(name, test))
            row.inputEntries.append(entry)
        for name in names:
            output = model.OutputEntry(name, outputs[name])
            output.text = repr(rule.id if name == "rule" else literal(rule.then[name]))
            row.outputEntries.append(output)
        made.rules.append(row)
    return made
