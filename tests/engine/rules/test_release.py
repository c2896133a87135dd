import shutil
import zipfile
from io import BytesIO

import pytest

from evenhand.engine.rules.faults import Faulty
from evenhand.engine.rules.release import Release
from tests.engine.rules.releases import (
    VOCABULARY,
    files_of,
    release_of,
    rule_of,
    table_of,
)


TABLE = table_of(
    "route",
    "first",
    ["nationality"],
    '{ name = "units", type = "texts", values_from = "units" }',
    rule_of("R-1", 'nationality = ["India"]', 'units = ["NSA"]'),
)


def written(folder, files):
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def test_bundle_is_bit_identical_wherever_and_however_it_was_read(tmp_path):
    files = files_of(TABLE)
    first = Release.read(written(tmp_path / "one", files))
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    (tmp_path / "two" / "README.md").write_text("not part of the release")
    second = Release.read(tmp_path / "two")
    third = Release.from_bundle(first.bundle())
    (tmp_path / "bundle.zip").write_bytes(third.bundle())
    fourth = Release.read(tmp_path / "bundle.zip")
    bundles = {release.bundle() for release in (first, second, third, fourth)}
    assert len(bundles) == 1
    assert len({release.sha256 for release in (first, second, third, fourth)}) == 1


def test_bundle_that_was_packed_by_another_tool_is_the_same_release():
    release = release_of(TABLE)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in reversed(files_of(TABLE).items()):
            archive.writestr(name, data)
    assert Release.from_bundle(packed.getvalue()).sha256 == release.sha256


def test_any_changed_word_changes_the_sha256():
    changed = TABLE.replace("It is a trial", "It is another trial")
    assert release_of(TABLE).sha256 != release_of(changed).sha256


def test_tables_come_after_those_whose_attributes_they_read():
    reader = table_of(
        "reader",
        "first",
        ["units"],
        '{ name = "ready", type = "boolean" }',
        rule_of("R-2", 'units = ["NSA"]', "ready = true"),
    )
    assert list(release_of(reader + TABLE).tables) == ["route", "reader"]
    assert [step.name for step in release_of(reader + TABLE).steps_for(("route",))] == [
        "route"
    ]


def test_plain_list_under_a_column_of_lists_asks_for_any_of_its_members():
    table = table_of(
        "t",
        "first",
        ["needs"],
        '{ name = "x", type = "boolean" }',
        rule_of("R-1", 'needs = ["lift", "carer"]', "x = true"),
        rule_of("R-2", "needs = 'not(\"quiet\")'", "x = false"),
    )
    from_reading = release_of(table).tables["t"].rules
    assert "HasAny(values=('lift', 'carer'))" in repr(from_reading[0].when)
    assert "NoneOf(tests=(HasAny(values=('quiet',)),))" in repr(from_reading[1].when)


UNREADABLE = [
    # what is planted, and where; the code; words of the sentence
    (
        {"rulebooks/trial.toml": TABLE + "\nx = = 1"},
        "not-toml",
        "not readable as TOML",
    ),
    (
        {"rulebooks/trial.toml": TABLE.replace("because", "becuase")},
        "unknown-key",
        "has becuase, which means nothing here",
    ),
    (
        {"rulebooks/trial.toml": TABLE.replace('["India"]', "'>== 3'")},
        "does-not-parse",
        "rule R-1, column nationality: found '=' at character 3",
    ),
    (
        {"rulebooks/trial.toml": TABLE.replace('nationality = ["India"]', "sex = 1")},
        "unknown-name",
        "column sex: is not among the inputs of this table",
    ),
    (
        {"rulebooks/trial.toml": TABLE.replace("units = [", "unit = [")},
        "unknown-name",
        "output unit: is not an output of this table",
    ),
    (
        {"rulebooks/trial.toml": TABLE.replace("2027-06-30", '"soon"')},
        "wrong-type",
        "review_on is 'soon', where a date goes",
    ),
    (
        {"rulebooks/trial.toml": TABLE.replace('"first"', '"any"')},
        "wrong-type",
        "hit policy 'any'",
    ),
    ({"rulebooks/trial.toml": TABLE + TABLE}, "name-used-twice", "route is the name"),
    (
        {"rulebooks/trial.toml": TABLE.replace('name = "units"', 'name = "sex"')},
        "name-used-twice",
        "sets sex, which is already the name",
    ),
    (
        {"registers/units.toml": 'title = "Units"\nvalues = ["NSA", "NSA"]'},
        "name-used-twice",
        "lists 'NSA' twice",
    ),
    ({"registers/units.toml": 'title = "Units"'}, "empty-register", "no values"),
    (
        {"vocabulary.toml": VOCABULARY.replace('"nationalities"', '"countries"')},
        "unknown-register",
        "takes its values from 'countries'",
    ),
    (
        {"vocabulary.toml": VOCABULARY.replace("months_since", "weeks_since")},
        "does-not-parse",
        "one of days_since, months_since",
    ),
    (
        {
            "vocabulary.toml": VOCABULARY.replace(
                'years_since = "born_on"', 'years_since = "sex"'
            )
        },
        "wrong-type",
        "sex, which is text and not date",
    ),
    (
        {
            "vocabulary.toml": VOCABULARY.replace(
                'years_since = "born_on"', 'years_since = "birth"'
            )
        },
        "unknown-name",
        "derived of birth, which is no fact",
    ),
    (
        {"vocabulary.toml": VOCABULARY.replace('type = "boolean"', 'type = "bool"')},
        "wrong-type",
        "has the type 'bool'",
    ),
]


@pytest.mark.parametrize(("planted", "code", "words"), UNREADABLE)
def test_release_that_cannot_be_read_says_where_and_why(planted, code, words):
    files = files_of(TABLE)
    for name, text in planted.items():
        head = 'title = "Trial"\nowner = "Testers"\n' if "rulebooks" in name else ""
        files[name] = f"{head}{text}".encode()
    with pytest.raises(Faulty) as faulty:
        Release.from_files(files)
    assert code in {fault.code for fault in faulty.value.faults}
    assert any(words in sentence for sentence in faulty.value.sentences), str(
        faulty.value
    )


def test_release_says_everything_that_is_wrong_at_once():
    bad = TABLE.replace('["India"]', "'>== 3'").replace("because", "becuase")
    with pytest.raises(Faulty) as faulty:
        release_of(bad)
    assert {fault.code for fault in faulty.value.faults} == {
        "unknown-key",
        "does-not-parse",
    }


@pytest.mark.parametrize("missing", ["release.toml", "vocabulary.toml"])
def test_release_without_a_needed_file_names_it(missing):
    files = files_of(TABLE)
    del files[missing]
    with pytest.raises(Faulty, match=f"{missing}: is not there"):
        Release.from_files(files)


def test_bytes_that_are_no_bundle_are_refused():
    with pytest.raises(Faulty, match="neither a policy folder nor a bundle"):
        Release.from_bundle(b"hello")


def test_path_to_nothing_is_refused(tmp_path):
    with pytest.raises(Faulty, match="there is nothing here"):
        Release.read(tmp_path / "nowhere")
