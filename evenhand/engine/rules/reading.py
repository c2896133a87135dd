"""TOML into nodes. Reads everything it can, and keeps a sentence for all it cannot."""

import datetime
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from evenhand.engine.rules import nodes
from evenhand.engine.rules.bounds import (
    LARGEST_FILE,
    MOST_FEEL,
    too_much_to_parse,
    too_much_to_read,
)
from evenhand.engine.rules.faults import Fault
from evenhand.engine.rules.feel import CellFault, parse_expression, parse_test
from evenhand.engine.rules.nodes import (
    HIT_POLICIES,
    TYPES,
    Authority,
    Expression,
    Output,
    Register,
    Rule,
    Table,
    Test,
    Total,
    Type,
    Value,
)
from evenhand.engine.rules.vocabulary import (
    DERIVED_TYPES,
    Derive,
    DeriveKind,
    Fact,
    Vocabulary,
)


KINDS = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    list: "a list",
    dict: "a table",
    datetime.date: "a date",
}


LONGEST_SENTENCE = 500
# Beyond this many faults nobody reads on.
MOST_FAULTS = 1_000


class Reader:
    """Reads the parts of one release, gathering faults instead of stopping at one."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.feel_left = MOST_FEEL

    def fault(self, code: str, where: str, sentence: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(code, _short(where), _short(sentence)))

    # -- plain TOML

    def toml(self, data: bytes, where: str) -> dict[str, Any]:
        if len(data) > LARGEST_FILE:
            most = LARGEST_FILE // 1_000_000
            self.fault("not-toml", where, f"is larger than {most} MB")
            return {}
        try:
            text = data.decode("utf-8")
            document: dict[str, Any] = {}
            too_much = too_much_to_parse(text)
            if too_much is None:
                document = tomllib.loads(text, parse_float=Decimal)
                too_much = too_much_to_read(document)
            if too_much is None:
                return document
            self.fault("too-much", where, too_much)
        except UnicodeDecodeError:
            self.fault("not-toml", where, "is not UTF-8 text")
        except tomllib.TOMLDecodeError as error:
            self.fault("not-toml", where, f"is not readable as TOML: {error}")
        except RecursionError:
            self.fault("not-toml", where, "has lists inside lists without an end")
        except ValueError:
            self.fault(
                "not-toml", where, "has a number of more digits than can be read"
            )
        return {}

    def take(
        self,
        row: Mapping[str, Any],
        key: str,
        kind: type,
        where: str,
        default: Any = None,
        *,
        required: bool = False,
    ) -> Any:
        """The value under a key when it is of the right kind, else the default."""
        if key not in row:
            if required:
                self.fault("missing-key", where, f"has no {key}")
            return default
        value = row[key]
        right = isinstance(value, kind) and not (
            (kind is int and isinstance(value, bool))
            or (kind is datetime.date and isinstance(value, datetime.datetime))
        )
        if not right:
            self.fault(
                "wrong-type", where, f"{key} is {value!r}, where {KINDS[kind]} goes"
            )
            return default
        return value

    def texts(self, row: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
        values = self.take(row, key, list, where, [])
        wrong = [value for value in values if not isinstance(value, str)]
        if wrong:
            self.fault("wrong-type", where, f"{key} holds {wrong[0]!r}, not a text")
        return tuple(value for value in values if isinstance(value, str))

    def rows(
        self, document: Mapping[str, Any], key: str, where: str
    ) -> list[dict[str, Any]]:
        rows = document.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.fault("wrong-type", where, f"{key} should be written as [[{key}]]")
            return []
        return rows

    def known_keys(
        self, row: Mapping[str, Any], known: Iterable[str], where: str
    ) -> None:
        known = set(known)
        for key in row:
            if key not in known:
                self.fault(
                    "unknown-key",
                    where,
                    f"has {key}, which means nothing here; "
                    f"it may have {', '.join(sorted(known))}",
                )

    # -- registers, authorities, vocabulary

    def register(self, name: str, document: Mapping[str, Any], where: str) -> Register:
        title = self.take(document, "title", str, where, name)
        owner = self.take(document, "owner", str, where, "")
        values = list(self.texts(document, "values", where))
        attributes: dict[str, Mapping[str, object]] = {}
        for row in self.rows(document, "value", where):
            value = self.take(row, "name", str, where, required=True)
            if value is not None:
                values.append(value)
                attributes[value] = row
        entries: dict[str, str] | None = None
        if "entries" in document:
            entries = {}
            for key, entry in self.take(document, "entries", dict, where, {}).items():
                if isinstance(entry, str):
                    entries[key] = entry
                    values.append(key)
                else:
                    self.fault(
                        "wrong-type", where, f"the entry of {key} is {entry!r}, no text"
                    )
        if not values:
            self.fault("empty-register", where, "lists no values")
        twice = sorted(value for value, times in Counter(values).items() if times > 1)
        for value in twice:
            self.fault("name-used-twice", where, f"lists {value!r} twice")
        return Register(
            name=name,
            title=title,
            values=tuple(dict.fromkeys(values)),
            owner=owner,
            entries=entries,
            attributes=attributes or None,
        )

    def authorities(
        self, document: Mapping[str, Any], where: str
    ) -> dict[str, Authority]:
        found: dict[str, Authority] = {}
        for row in self.rows(document, "authority", where):
            id_ = self.take(row, "id", str, where, required=True)
            if id_ is None:
                continue
            here = f"{where}, authority {id_}"
            self.known_keys(row, Authority.__dataclass_fields__, here)
            if id_ in found:
                self.fault("id-used-twice", here, "this id is used twice")
            found[id_] = Authority(
                id=id_,
                kind=self.take(row, "kind", str, here, "", required=True),
                reference=self.take(row, "reference", str, here, "", required=True),
                characteristics=self.texts(row, "characteristics", here),
                expires_on=self.take(row, "expires_on", datetime.date, here),
                on_lapse=self.take(row, "on_lapse", str, here, ""),
                owner=self.take(row, "owner", str, here, ""),
                note=self.take(row, "note", str, here, ""),
            )
        return found

    def vocabulary(
        self,
        document: Mapping[str, Any],
        registers: Mapping[str, Register],
        where: str,
    ) -> Vocabulary:
        facts: dict[str, Fact] = {}
        for row in self.rows(document, "fact", where):
            name = self.take(row, "name", str, where, required=True)
            if name is None:
                continue
            here = f"{where}, fact {name}"
            self.known_keys(row, Fact.__dataclass_fields__, here)
            if name in facts:
                self.fault("name-used-twice", here, "this name is used twice")
            derive = self._derive(row, here)
            type_ = self._type(row, here)
            if derive is not None and type_ != DERIVED_TYPES[derive.kind]:
                self.fault(
                    "wrong-type",
                    here,
                    f"is declared as {type_}, but {derive.kind} "
                    f"gives {DERIVED_TYPES[derive.kind]}",
                )
            values, values_from = self._values(row, type_, registers, here)
            if derive is not None and derive.register is not None:
                entries = getattr(registers.get(derive.register), "entries", None)
                if entries is None:
                    self.fault(
                        "unknown-register",
                        here,
                        f"looks up {derive.register}, which is no register "
                        "with [entries]",
                    )
                elif values is None:
                    values = tuple(dict.fromkeys(entries.values()))
            facts[name] = Fact(
                name=name,
                type=type_,
                title=self.take(row, "title", str, here, name.replace("_", " ")),
                meaning=self.take(row, "meaning", str, here, ""),
                source=self.take(row, "source", str, here, ""),
                values=values,
                values_from=values_from,
                may_be_missing=self.take(row, "may_be_missing", bool, here, False),
                characteristic=self.take(row, "characteristic", str, here),
                clock=self.take(row, "clock", str, here),
                access=self.take(row, "access", str, here),
                derive=derive,
                derived_from_outcomes=self.take(
                    row, "derived_from_outcomes", bool, here, False
                ),
            )
        for fact in facts.values():
            self._check_bases(fact, facts, f"{where}, fact {fact.name}")
        if not facts:
            self.fault("missing-key", where, "has no [[fact]]")
        return Vocabulary(self.take(document, "version", int, where, 1), facts)

    def _type(self, row: Mapping[str, Any], where: str) -> Type:
        written = self.take(row, "type", str, where, "text", required=True)
        if written not in TYPES:
            self.fault(
                "wrong-type",
                where,
                f"has the type {written!r}, where one of {', '.join(TYPES)} goes",
            )
            return "text"
        return written  # type: ignore[no-any-return]

    def _values(
        self,
        row: Mapping[str, Any],
        type_: Type,
        registers: Mapping[str, Register],
        where: str,
    ) -> tuple[tuple[str, ...] | None, str | None]:
        source = self.take(row, "values_from", str, where)
        listed = self.texts(row, "values", where) if "values" in row else None
        if (source or listed) and type_ not in ("text", "texts"):
            self.fault("wrong-type", where, f"lists values, but its type is {type_}")
            return None, None
        if source is None:
            return listed, None
        if source not in registers:
            self.fault(
                "unknown-register",
                where,
                f"takes its values from {source!r}, which is no register here",
            )
            return listed, None
        return registers[source].values, source

    def _derive(self, row: Mapping[str, Any], where: str) -> Derive | None:
        written = self.take(row, "derive", dict, where)
        if written is None:
            return None
        match written:
            case {"lookup": {"register": str(register), "of": str(base)}}:
                if len(written) == 1:
                    return Derive("lookup", (base,), register)
            case {"years_between": [str(start), str(end)]} if len(written) == 1:
                return Derive("years_between", (start, end))
        kinds: tuple[DeriveKind, ...]
        kinds = ("days_since", "months_since", "years_since", "before")
        for kind in kinds:
            match written.get(kind):
                case str(base) if len(written) == 1:
                    return Derive(kind, (base,))
        self.fault(
            "does-not-parse",
            where,
            f"is derived by {written!r}, where one of days_since, months_since, "
            "years_since, before (of a date), years_between (of two dates) or lookup "
            "(register and of) was expected",
        )
        return None

    def _check_bases(self, fact: Fact, facts: Mapping[str, Fact], where: str) -> None:
        if fact.derive is None:
            return
        expected: Type = "text" if fact.derive.kind == "lookup" else "date"
        for base in fact.derive.of:
            if base not in facts:
                self.fault(
                    "unknown-name", where, f"is derived of {base}, which is no fact"
                )
            elif facts[base].type != expected:
                self.fault(
                    "wrong-type",
                    where,
                    f"is derived by {fact.derive.kind} of {base}, which is "
                    f"{facts[base].type} and not {expected}",
                )
        seen, names = {fact.name}, list(fact.derive.of)
        while names:
            name = names.pop()
            if name == fact.name:
                self.fault("circular", where, "is derived of itself")
                return
            base_fact = facts.get(name)
            if name not in seen and base_fact and base_fact.derive:
                names.extend(base_fact.derive.of)
            seen.add(name)

    # -- rulebooks

    def tables(
        self,
        document: Mapping[str, Any],
        rulebook: str,
        registers: Mapping[str, Register],
        where: str,
    ) -> tuple[list[Table], list[Total]]:
        self.known_keys(document, ("title", "owner", "about", "table", "total"), where)
        owner = self.take(document, "owner", str, where, "")
        tables = [
            self._table(row, rulebook, owner, registers, where)
            for row in self.rows(document, "table", where)
        ]
        totals = []
        for row in self.rows(document, "total", where):
            name = self.take(row, "name", str, where, "", required=True)
            here = f"{where}, total {name}"
            self.known_keys(row, ("name", "of", "title", "because"), here)
            totals.append(
                Total(
                    name=name,
                    of=self.texts(row, "of", here),
                    title=self.take(row, "title", str, here, name.replace("_", " ")),
                    rulebook=rulebook,
                )
            )
        return tables, totals

    def _table(
        self,
        row: Mapping[str, Any],
        rulebook: str,
        owner: str,
        registers: Mapping[str, Register],
        where: str,
    ) -> Table:
        name = self.take(row, "name", str, where, "(unnamed)", required=True)
        here = f"{where}, table {name}"
        self.known_keys(
            row,
            (
                *("name", "title", "hit", "because", "inputs", "outputs", "gaps"),
                *("owner", "rule"),
            ),
            here,
        )
        hit = self.take(row, "hit", str, here, "first", required=True)
        if hit not in HIT_POLICIES:
            self.fault(
                "wrong-type",
                here,
                f"has the hit policy {hit!r}, "
                f"where one of {', '.join(HIT_POLICIES)} goes",
            )
            hit = "first"
        inputs = self.texts(row, "inputs", here)
        outputs = tuple(
            self._output(output, registers, here)
            for output in self.rows(row, "outputs", here)
        )
        if not outputs:
            self.fault("missing-key", here, "has no outputs")
        owner = self.take(row, "owner", str, here, owner)
        rules = tuple(
            self._rule(rule, inputs, outputs, owner, here)
            for rule in self.rows(row, "rule", here)
        )
        if not rules:
            self.fault("missing-key", here, "has no rules")
        return Table(
            name=name,
            title=self.take(row, "title", str, here, name.replace("_", " ")),
            hit=hit,
            inputs=inputs,
            outputs=outputs,
            rules=rules,
            because=self.take(row, "because", str, here, ""),
            gaps=self.take(row, "gaps", str, here, ""),
            owner=owner,
            rulebook=rulebook,
        )

    def _output(
        self, row: Mapping[str, Any], registers: Mapping[str, Register], where: str
    ) -> Output:
        name = self.take(row, "name", str, where, "(unnamed)", required=True)
        here = f"{where}, output {name}"
        self.known_keys(row, Output.__dataclass_fields__, here)
        type_ = self._type(row, here)
        values, values_from = self._values(row, type_, registers, here)
        return Output(
            name=name,
            type=type_,
            values=values,
            values_from=values_from,
            title=self.take(row, "title", str, here, name.replace("_", " ")),
        )

    def _rule(
        self,
        row: Mapping[str, Any],
        inputs: tuple[str, ...],
        outputs: tuple[Output, ...],
        owner: str,
        where: str,
    ) -> Rule:
        id_ = self.take(row, "id", str, where, "(no id)", required=True)
        here = f"{where}, rule {id_}"
        self.known_keys(row, Rule.__dataclass_fields__.keys() - {"lapses_on"}, here)
        when: dict[str, Test] = {}
        for column, cell in self.take(row, "when", dict, here, {}).items():
            there = f"{here}, column {column}"
            if column not in inputs:
                self.fault(
                    "unknown-name", there, "is not among the inputs of this table"
                )
            test = self._test(cell, there)
            if not isinstance(test, nodes.Anything):
                when[column] = test
        types = {output.name: output.type for output in outputs}
        then: dict[str, Expression] = {}
        for column, cell in self.take(
            row, "then", dict, here, {}, required=True
        ).items():
            there = f"{here}, output {column}"
            if column not in types:
                self.fault("unknown-name", there, "is not an output of this table")
            then[column] = self._expression(cell, there)
        return Rule(
            id=id_,
            title=self.take(row, "title", str, here, id_, required=True),
            when=when,
            then=then,
            because=self.take(row, "because", str, here, ""),
            authority=self.texts(row, "authority", here),
            owner=self.take(row, "owner", str, here, owner),
            review_on=self.take(row, "review_on", datetime.date, here),
            from_on=self.take(row, "from_on", datetime.date, here),
            ended_on=self.take(row, "ended_on", datetime.date, here),
            applies_to=self._examples(row, "applies_to", here),
            spares=self._examples(row, "spares", here),
        )

    def _test(self, cell: Any, where: str) -> Test:
        if isinstance(cell, str):
            if self._too_much_feel(cell, where):
                return nodes.Anything()
            try:
                return parse_test(cell)
            except CellFault as fault:
                self.fault("does-not-parse", where, str(fault))
                return nodes.Anything()
        if isinstance(cell, list):
            values = [self._plain(value, where) for value in cell]
            if not values:
                self.fault("does-not-parse", where, "lists nothing; write - for any")
                return nodes.Anything()
            tests = tuple(nodes.Equals(nodes.Literal(value)) for value in values)
            return tests[0] if len(tests) == 1 else nodes.AnyOf(tests)
        return nodes.Equals(nodes.Literal(self._plain(cell, where)))

    def _expression(self, cell: Any, where: str) -> Expression:
        if isinstance(cell, str):
            if self._too_much_feel(cell, where):
                return nodes.Literal(None)
            try:
                return parse_expression(cell)
            except CellFault as fault:
                self.fault("does-not-parse", where, str(fault))
                return nodes.Literal(None)
        if isinstance(cell, list):
            return nodes.Literal(self._plain_texts(cell, where))
        return nodes.Literal(self._plain(cell, where))

    def _too_much_feel(self, cell: str, where: str) -> bool:
        """True once the cells of the policy are more than is read, said once."""
        if self.feel_left < 0:
            return True
        self.feel_left -= len(cell)
        if self.feel_left >= 0:
            return False
        self.fault(
            "too-much",
            where,
            f"is where the cells of the policy come to more than {MOST_FEEL:,} "
            "characters; no more are read",
        )
        return True

    def _plain_texts(self, cell: list[Any], where: str) -> tuple[str, ...]:
        for value in cell:
            if not isinstance(value, str):
                self.fault("wrong-type", where, f"lists {value!r}, where a text goes")
        return tuple(value for value in cell if isinstance(value, str))

    def _plain(self, value: Any, where: str) -> Value:
        """A TOML value as a literal: numbers become Decimal."""
        match value:
            case bool() | str():
                return value
            case int() if abs(value) < 10**nodes.WHOLE_DIGITS:
                return Decimal(value)
            case Decimal() if value.adjusted() < nodes.WHOLE_DIGITS:
                exponent = value.as_tuple().exponent
                if not isinstance(exponent, int) or -exponent > nodes.DECIMAL_PLACES:
                    self.fault(
                        "does-not-parse",
                        where,
                        f"{value} is no number with at most "
                        f"{nodes.DECIMAL_PLACES} decimal places",
                    )
                    return Decimal(0)
                return value
            case datetime.datetime():
                pass
            case datetime.date():
                return value
        self.fault(
            "does-not-parse",
            where,
            f"found {value!r}, where a text, number, date, true or false was expected",
        )
        return None

    def _examples(
        self, row: Mapping[str, Any], key: str, where: str
    ) -> tuple[Mapping[str, Value], ...]:
        examples = []
        for number, example in enumerate(self.take(row, key, list, where, []), 1):
            there = f"{where}, {key} {number}"
            if not isinstance(example, dict):
                self.fault("wrong-type", there, f"is {example!r}, where facts go")
                continue
            examples.append(
                {
                    name: self._plain_texts(value, there)
                    if isinstance(value, list)
                    else self._plain(value, there)
                    for name, value in example.items()
                }
            )
        return tuple(examples)


def _short(words: str) -> str:
    if len(words) <= LONGEST_SENTENCE:
        return words
    return f"{words[:LONGEST_SENTENCE]} ..."
