"""The description of the API as a page: read from the file that is kept beside the code."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from evenhand.config.settings import ROOT


DESCRIPTION = ROOT / "docs" / "generated" / "openapi.json"
KINDS = {"string": "text", "integer": "whole number", "boolean": "yes or no"}
PROBLEM = "ProblemOut"
FORMATS = {"date": "day", "date-time": "instant", "uuid": "code"}


@dataclass(frozen=True, slots=True)
class Part:
    """One parameter or field: its name, what may stand in it, and what it is for."""

    name: str
    kind: str
    needed: bool
    about: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One way a call may be answered; `shape` names what is in it."""

    status: str
    about: str
    shape: str

    @property
    def is_common(self) -> bool:
        """Whether it is a problem like any other, told once for all calls."""
        return self.shape == PROBLEM


@dataclass(frozen=True, slots=True)
class Call:
    """One call: how it is made, what for, and how it is answered."""

    name: str
    method: str
    path: str
    title: str
    about: str
    scope: str
    parameters: tuple[Part, ...]
    sends: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """What is sent or answered, field by field."""

    name: str
    about: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """Every call, what any of them may be refused with, and every shape they use."""

    calls: tuple[Call, ...]
    problems: tuple[Answer, ...]
    shapes: tuple[Shape, ...]


@cache
def reference() -> Reference:
    """The description, read once."""
    told = _with_choices(json.loads(DESCRIPTION.read_text()))
    calls = tuple(
        _call(path, method, said)
        for path, methods in told["paths"].items()
        for method, said in methods.items()
    )
    problems = {one for call in calls for one in call.answers if one.is_common}
    shapes = (
        Shape(name, said.get("description", ""), tuple(_fields(said)))
        for name, said in sorted(told["components"]["schemas"].items())
        if "properties" in said and not name.endswith("Asked")
    )
    return Reference(
        calls, tuple(sorted(problems, key=lambda one: one.status)), tuple(shapes)
    )


def _with_choices(told: Any) -> Any:
    """The description with the values of a choice in place of the name of its kind."""
    choices = {
        f"#/components/schemas/{name}": said
        for name, said in told["components"]["schemas"].items()
        if "enum" in said
    }

    def put(said: Any) -> Any:
        if isinstance(said, list):
            return [put(one) for one in said]
        if isinstance(said, dict):
            if said.get("$ref") in choices:
                return choices[said["$ref"]]
            return {name: put(one) for name, one in said.items()}
        return said

    return put(told)


def _call(path: str, method: str, said: Mapping[str, Any]) -> Call:
    body = said.get("requestBody", {}).get("content", {})
    return Call(
        name=said["operationId"],
        method=method.upper(),
        path=path,
        title=said["summary"],
        about=said.get("description", ""),
        scope=next(iter(said["security"][0].values()))[0],
        parameters=tuple(
            Part(
                one["name"],
                _kind(one["schema"]),
                one["required"],
                one.get("description", ""),
            )
            for one in said["parameters"]
        ),
        sends=_shape(body),
        answers=tuple(
            Answer(status, one["description"], _shape(one.get("content", {})))
            for status, one in said["responses"].items()
        ),
    )


def _shape(content: Mapping[str, Any]) -> str:
    return next((_kind(one["schema"]) for one in content.values()), "")


def _fields(said: Mapping[str, Any]) -> Iterable[Part]:
    needed = set(said.get("required", ()))
    for name, schema in said["properties"].items():
        yield Part(name, _kind(schema), name in needed, schema.get("description", ""))


def _kind(schema: Mapping[str, Any]) -> str:
    """What may stand in a place, in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        kinds = [_kind(one) for one in schema["anyOf"]]
        return " or ".join("nothing" if kind == "null" else kind for kind in kinds)
    if "enum" in schema:
        return ", ".join(str(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    kind = FORMATS.get(schema.get("format", ""), schema.get("type", ""))
    return KINDS.get(kind, str(kind))
