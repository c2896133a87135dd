"""My work, people and units, the log of looks, the rules, and the glossary."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from evenhand.casework.barriers.services import open_barrier
from evenhand.casework.models import Stage
from evenhand.core.models import Look, Role, RoleGrant, User
from evenhand.core.viewing import acting_as
from evenhand.engine.rules import nodes
from evenhand.engine.rules.feel import parse_test
from evenhand.engine.rules.spoken import Words
from evenhand.releases.queries import policy_of
from evenhand.web.audit import views as audit
from evenhand.web.formats import blocks
from evenhand.web.glossary import terms
from evenhand.workforce.models import Absence, StaffMember
from tests.accepting import accept
from tests.cast import AT, ON


# my work


def test_my_work_says_how_work_comes_when_there_is_none(cast, as_):
    page = as_(cast.amira).get("/my-work/").text
    assert "No cases are yours at the moment" in page
    assert "Nothing is due" in page


def test_my_work_without_a_staff_record_is_empty(cast, as_):
    with acting_as(cast.service):
        StaffMember.objects.filter(user=cast.eli).update(user=None)
    assert "Nothing is due" in as_(cast.eli).get("/my-work/").text


def test_my_work_is_in_order_with_its_reason_and_what_is_new(cast, as_, planned):
    names = ("Newer", "Older", "Child")
    cast.case(given_names="Newer", claimed_on=date(2026, 6, 1))
    cast.case(given_names="Older", claimed_on=date(2024, 6, 1))
    cast.case(given_names="Child", born_on=date(2012, 1, 1), unaccompanied=True)
    cast.case(
        given_names="Closed",
        stage=Stage.WITHDRAWN,
        owner=cast.amira.staff_member,
        owned_since=ON,
        responsible_unit=cast.liverpool,
    )
    accept(planned(), by=cast.dana, on=timezone.localdate(), at=timezone.now())
    page = as_(cast.amira).get("/my-work/").text
    table = page.split('id="mine-title"')[1]
    places = [table.index(f"{name} Sayed") for name in names]
    assert places == sorted(places, reverse=True)
    assert "Band 1, waiting" in table
    assert "Closed Sayed" not in page
    assert page.split('id="mine-title"')[0].count("Why you:") == 3


def test_my_work_shows_barriers_due_to_who_decides_and_who_moves_on(cast, as_):
    case = cast.case(
        owner=cast.amira.staff_member,
        owned_since=ON,
        responsible_unit=cast.liverpool,
    )
    today = timezone.localdate()
    with acting_as(cast.eli):
        for kind, days in (("prosecution", 3), ("medical-evidence", 30)):
            open_barrier(
                case,
                kind=kind,
                blocks="decision",
                source="a letter",
                on=today - timedelta(days=9),
                review_on=today + timedelta(days=days),
                by=cast.eli,
                at=AT,
            )
    for user in (cast.amira, cast.eli):
        page = as_(user).get("/my-work/").text.split('id="due-title"')[1]
        assert "Prosecution is pending" in page
        assert "Medical evidence" not in page


# people and units


def test_units_show_totals_of_the_week_asked_for(cast, as_):
    with acting_as(cast.service):
        Absence.objects.create(
            staff_member=cast.amira.staff_member,
            from_on=date(2026, 11, 23),
            to_on=date(2026, 11, 28),
        )
    browser = as_(cast.cass)
    here = browser.get("/people/?week=2026-11-19").text
    assert "Week of 16 November 2026" in here
    assert '<dd class="eh-figure__number">5</dd>' in here
    away = browser.get("/people/?week=2026-11-26").text
    assert '<dd class="eh-figure__number">5</dd>' not in away
    unit = browser.get("/people/LIVERPOOL/?week=2026-11-26").text
    assert "Away all week" in unit
    assert "All week" in browser.get("/people/LIVERPOOL/?week=2026-11-19").text


def test_unit_lists_its_people_by_name_and_ranks_nobody(cast, as_):
    page = as_(cast.cass).get("/people/LIVERPOOL/").text
    names = ["Amira Test", "Bo Test", "Cass Test", "Dana Test"]
    rows = page.split("<tbody>")[1]
    assert [rows.index(name) for name in names] == sorted(map(rows.index, names))
    assert "Children" in rows or "children" in rows
    assert as_(cast.cass).get("/people/NOWHERE/").status_code == 404
    assert "Nobody works in this unit yet" in as_(cast.cass).get("/people/MERSEY/").text


# audit


def test_log_of_looks_is_filtered_from_the_address(cast, as_):
    case = cast.case()
    as_(cast.amira).get(f"/cases/{case.ref}/")
    as_(cast.dana).get("/cases/?q=sayed")
    browser = as_(cast.idris)

    def rows(asked):
        page = browser.get(f"/audit/?{asked}").text
        return page.split("<tbody>")[1] if "<tbody>" in page else page

    assert "Amira Test" in rows("who=amira")
    assert "Dana Test" not in rows("who=amira")
    assert "Case page" in rows(f"case={case.ref}")
    assert "No look fits" in rows("case=EH-0000001-3")
    assert "Case page" not in rows("kind=search")
    assert "No look fits" in rows("to=2020-01-01")
    assert "Case page" in rows("from=2020-01-01&kind=nonsense&before=x")
    assert "Log of looks" in rows("who=idris")


def test_log_of_looks_pages_by_key(cast, as_, monkeypatch):
    monkeypatch.setattr(audit, "PAGE", 2)
    with acting_as(cast.idris):
        for n in range(3):
            Look.objects.create(kind="view", at=AT, by=cast.idris, what=f"page {n}")
    browser = as_(cast.idris)
    first = browser.get("/audit/").text
    assert "page 2" in first
    assert "page 0" not in first
    onward = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert "page 0" in browser.get(onward.replace("&amp;", "&")).text


# rules


def test_rules_show_the_release_in_force_with_its_permanent_address(cast, as_):
    page = as_(cast.amira).get("/rules/").text
    assert "In force" in page
    assert 'href="/rules/1/"' in page
    assert "AUTH-SEX-1" in page
    assert as_(cast.amira).get("/rules/1/").status_code == 200


def test_rulebook_reads_like_a_printed_page(cast, as_):
    page = as_(cast.amira).get("/rules/1/routing/").text
    rule = page.split('id="RT-014"')[1].split("</article>")[0]
    for words in ("Men of Nigeria", "Nigeria", "male", "Non-Suspensive Appeals"):
        assert words in rule
    assert "AUTH-NAT-1" in rule
    assert "not stated in source" in rule
    assert "Review: " in rule


def test_rule_is_found_by_its_id_alone(cast, as_):
    answer = as_(cast.amira).get("/rules/1/rule/WP-006/")
    assert answer.url == "/rules/1/prioritisation/#WP-006"


def test_rules_that_do_not_exist_are_not_found(cast, as_):
    browser = as_(cast.amira)
    for address in (
        "2/",
        "1/nonsense/",
        "1/rule/XX-999/",
        "2/rule/RT-001/",
        "2/routing/",
    ):
        assert browser.get(f"/rules/{address}").status_code == 404, address


def test_rules_before_any_release_say_so(db, client):
    user = User.objects.create_user("gil", name="Gil Test")
    RoleGrant.objects.create(
        user=user, role=Role.POLICY_LEAD, granted_at=AT, because="a test"
    )
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert "No policy release is in force" in client.get("/rules/").text


def test_cells_are_said_as_staff_would(cast):
    policy = policy_of(cast.release)
    for column, cell, words in (
        ("waiting_months", ">= 60", "60 or more"),
        ("waiting_months", "[36..48)", "36 to under 48"),
        ("waiting_months", "< 3", "less than 3"),
        ("treated_as_child", "true, null", "yes or not stated"),
        ("stage", 'not("registered")', "not Registered"),
        ("support", "-", "anything"),
    ):
        assert Words(policy, column).test(parse_test(cell)) == words
    listed = nodes.HasAny(("prosecution", "no-contact"))
    assert Words(policy, "open_barriers").test(listed) == (
        "has Prosecution is pending or Contact has been lost"
    )


def test_blocks_tell_paragraphs_from_numbered_lines():
    first, second = blocks(
        "One line\nand its rest.\n\n1. Children\n   first.\n2. Adults."
    )
    assert first.lines == ["One line and its rest."]
    assert second.numbered
    assert second.lines == ["Children first.", "Adults."]


# glossary


def test_glossary_is_the_one_kept_with_the_code(cast, as_):
    page = as_(cast.amira).get("/glossary/").text
    assert "Absconder" in page
    assert "**" not in page
    assert len({term.anchor for term in terms()}) == len(terms())


@pytest.mark.parametrize(
    "address",
    [
        "/cases/?q=%00",
        "/cases/%00/",
        "/cases/?after=2026-01-01~%00",
        "/cases/?after=5~2026-01-01~EH",
        "/cases/?order=band&after=1~2~2026-01-01~EH",
        "/people/?week=9999-12-31",
        "/people/?week=0001-01-01",
        "/cases/count/?q=%00",
    ],
)
def test_odd_address_is_answered_without_a_fault(cast, as_, address):
    assert as_(cast.dana).get(address).status_code in (200, 404)


def test_address_of_a_form_leads_back_to_its_page(cast, as_):
    assert as_(cast.dana).get("/planning/start/").url == "/planning/"


def test_choosing_nothing_does_not_choose_everything(cast, as_, planned):
    cast.case()
    run = planned()
    answer = as_(cast.dana).post(
        f"/planning/{run.pk}/accept/", {"which": "chosen"}, follow=True
    )
    assert "Choose at least one proposal" in answer.text


def test_counting_by_a_name_and_a_note_with_a_fault_are_looks(cast, as_):
    case = cast.case()
    before = looks(cast)
    as_(cast.amira).get("/cases/count/?q=Sayed")
    as_(cast.amira).post(f"/cases/{case.ref}/notes/", {"text": ""})
    assert looks(cast) == before + 2


def looks(cast) -> int:
    with acting_as(cast.idris):
        return Look.objects.filter(by=cast.amira).count()
