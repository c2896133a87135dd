"""zen-engine: decision tables in its JSON."""

import json
from collections.abc import Sequence
from typing import Any

import zen

from benchmarks.results import Spent
from benchmarks.rules_rivals.tables import Answer, Dialect, Row, Rules, literal
from evenhand.engine.rules.nodes import Total


class Zen(Dialect):
    def missing(self, column: str) -> str:
        return "$ == null"

    def among(self, column: str, values: list[Any]) -> str:
        return ", ".join(json.dumps(value) for value in values)

    def outside(self, column: str, values: list[Any]) -> str:
        return f"$ != null and $ not in {json.dumps(values)}"

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


def in_zen(rules: Rules, rows: Sequence[Row]) -> tuple[list[Answer], Spent]:
    """All cases in one batch, on all cores."""
    engine = zen.ZenEngine(
        {"loader": {"type": "static", "content": {"rules": zen_graph(rules)}}}
    )
    requests = [{"key": "rules", "context": row} for row in rows]
    with Spent() as spent:
        results = engine.evaluate_batch(requests)
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
        answers.append(rules.answer(values, fired))
    return answers, spent
