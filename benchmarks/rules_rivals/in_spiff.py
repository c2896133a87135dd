"""SpiffWorkflow: its DMN engine, whose cells are Python."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.specs import model

from benchmarks.results import Spent
from benchmarks.rules_rivals.tables import Answer, Dialect, Row, Rules, literal
from evenhand.engine.rules.nodes import Table, Total


class Spiff(Dialect):
    def missing(self, column: str) -> str:
        return "? is None"

    def among(self, column: str, values: list[Any]) -> str:
        return f"? in {values!r}"

    def outside(self, column: str, values: list[Any]) -> str:
        return f"? is not None and ? not in {values!r}"

    def compared(self, column: str, operator: str, value: Any) -> str:
        return f"? is not None and ? {operator} {value}"

    def has_any(self, column: str, values: list[str]) -> str:
        return f"any(one in {values!r} for one in ? or [])"

    def all(self, parts: list[str]) -> str:
        return " and ".join(parts)

    def any(self, parts: list[str]) -> str:
        return " or ".join(parts)


def in_spiff(rules: Rules, rows: Sequence[Row]) -> tuple[list[Answer], Spent]:
    """Case by case, table by table; UNIQUE stops at the first rule that fires."""
    engines = [
        (step, None if isinstance(step, Total) else DMNEngine(_spiff_table(step)))
        for step in rules.steps
    ]
    workflow = SimpleNamespace(script_engine=PythonScriptEngine())
    with Spent() as spent:
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
            answers.append(rules.answer(task.data, fired))
    return answers, spent


def _spiff_table(table: Table) -> Any:
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
