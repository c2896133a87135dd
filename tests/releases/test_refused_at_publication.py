"""Each fault that must never come into force is refused by name when it is sent."""

import pytest

from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.releases.publication.queries import faults_of_draft
from evenhand.releases.publication.services import send_draft
from tests.cast import AT, ON, Cast
from tests.publishing import SEEN, WORKFLOW, draft_of, policy_lead, published


PRIORITIES = "rulebooks/prioritisation.toml"
ROUTING = "rulebooks/routing.toml"
WORDS = "vocabulary.toml"
AGE = """
[[table]]
name = "young_points"
title = "Points for the young"
hit = "sum"
because = "A trial"
inputs = ["age_now"]
outputs = [{ name = "young_points", type = "integer" }]
[[table.rule]]
id = "YP-001"
title = "UASC +60"
when = { age_now = "< 18" }
then = { young_points = 60 }
because = "A trial"
authority = ["AUTH-AGE-1"]
review_on = 2027-06-30
applies_to = [{ age_now = 17 }]
spares = [{ age_now = 18 }]
"""
GRANT_RATE = """
[[fact]]
name = "grant_rate"
type = "integer"
title = "Grant rate of the nationality"
source = "casework.cases"
"""

# the fault's name; the file; what is replaced there by what; words of the refusal
PLANTED = [
    (
        "overlap",
        "rulebooks/kind_of_work.toml",
        ('hit = "first"', 'hit = "unique"'),
        "fire in a table where one rule may",
    ),
    (
        "unreachable",
        PRIORITIES,
        ('"[3..6)"', '"[1..2]"'),
        "can never fire: earlier rules take every case it is for",
    ),
    (
        "value-taken-away",
        "registers/languages.toml",
        ('  "Acholi",\n', ""),
        "no longer has Acholi, which records may hold",
    ),
    ("gap", PRIORITIES, ('"[3..6)"', '"[4..6)"'), "no rule fires for some cases"),
    (
        "not-monotone",
        PRIORITIES,
        ("waiting_points = 10 }", "waiting_points = 25 }"),
        "more waiting may never score less",
    ),
    ("ageing", PRIORITIES, None, "which moves with the calendar"),
    ("derived-from-outcomes", WORDS, None, "rests on the outcomes of earlier decisions"),
    (
        "authority-does-not-cover",
        ROUTING,
        ('authority = ["AUTH-NAT-1", "AUTH-SEX-1"]', 'authority = ["AUTH-NAT-1"]'),
        "reads sex (by sex), which AUTH-NAT-1 does not cover",
    ),
    (
        "unknown-name",
        PRIORITIES,
        ('inputs = ["waiting_months"]', 'inputs = ["waiting_months", "patience"]'),
        "patience is neither in the vocabulary",
    ),
    (
        "wrong-type",
        PRIORITIES,
        ("waiting_points = 10 }", "waiting_points = '\"ten\"' }"),
        "gives a text, where an integer was expected",
    ),
    ("id-used-twice", PRIORITIES, ('"WP-002"', '"WP-001"'), "WP-001 is used twice"),
    (
        "review-passed",
        PRIORITIES,
        ("review_on = 2027-03-31", "review_on = 2026-11-01"),
        "was to be reviewed by 2026-11-01",
    ),
    (
        "no-examples",
        PRIORITIES,
        ("spares = [{ waiting_months = 3 }]", ""),
        "has no example of a case it spares",
    ),
    (
        "characteristic-dropped",
        WORDS,
        ('values_from = "nationalities"\ncharacteristic = "race"', 'values_from = "nationalities"'),
        "now tells of no characteristic",
    ),
    (
        "fact-not-provided",
        WORDS,
        ('[[fact]]\nname = "sex"', '[[fact]]\nname = "height"\ntype = "integer"\ntitle = "Height"\n\n[[fact]]\nname = "sex"'),
        "has to provide the fact",
    ),
    (
        "lapse",
        "authorities.toml",
        ('on_lapse = "the rule does not apply"\n', ""),
        "does not say under on_lapse what happens then",
    ),
]  # fmt: skip


@pytest.fixture
def gil(cast: Cast) -> User:
    return policy_lead(cast, "gil", WORKFLOW)


@pytest.mark.parametrize(
    ("code", "file", "change", "words"), PLANTED, ids=[row[0] for row in PLANTED]
)
def test_planted_fault_is_refused_at_publication(
    cast: Cast,
    gil: User,
    code: str,
    file: str,
    change: tuple[str, str] | None,
    words: str,
) -> None:
    added = {"ageing": AGE, "derived-from-outcomes": GRANT_RATE}
    head = "[[table]]" if file == PRIORITIES else "[[fact]]"
    draft = draft_of(
        cast.release, gil, {file: change or (head, f"{added[code]}\n{head}")}
    )
    provided = SEEN.provided
    found = faults_of_draft(draft, on=ON, provided=provided, demo=True)
    assert code in {fault.code for fault in found}
    with acting_as(gil), pytest.raises(Refused, match="cannot be put in force") as told:
        send_draft(
            draft, effective_on=ON, beside=SEEN, by=gil, at=AT, because="a trial"
        )
    assert words in str(told.value)


def test_id_of_an_earlier_release_is_not_used_again(cast: Cast, gil: User) -> None:
    hal = policy_lead(cast, "hal", WORKFLOW)
    renamed = {PRIORITIES: ('id = "WP-002"', 'id = "WP-900"')}
    second = published(cast.release, gil, hal, renamed)
    again = {PRIORITIES: ('id = "WP-003"', 'id = "WP-002"')}
    draft = draft_of(second, gil, again)
    with acting_as(gil), pytest.raises(Refused, match="WP-002 was another rule in an"):
        send_draft(
            draft, effective_on=ON, beside=SEEN, by=gil, at=AT, because="a trial"
        )


def test_rule_that_no_source_allows_is_for_the_demo_only(cast: Cast, gil: User) -> None:
    draft = draft_of(cast.release, gil)
    found = faults_of_draft(draft, on=ON, provided=SEEN.provided, demo=False)
    assert {fault.code for fault in found} == {"authority-not-stated"}
