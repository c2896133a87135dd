"""Search by any reference and by names in any spelling, and what it must not tell."""

from datetime import date

import pytest
from django.db import connection

from evenhand.casework.models import Case, SearchDue, SearchWord, Spelling
from evenhand.casework.searching.queries import NAMED, search
from evenhand.casework.searching.services import refresh_search_words
from evenhand.core.models import User
from evenhand.core.viewing import acting_as
from evenhand.engine.search.match import best
from evenhand.engine.search.typed import read
from evenhand.engine.search.words import Word
from tests.cast import Cast


def found(user: User, text: str) -> list[str]:
    """References found, the best first."""
    with acting_as(user):
        hits = search(text)
        refs = dict(Case.objects.values_list("pk", "ref"))
    order = sorted(hits.values(), key=lambda hit: (hit.rank, hit.case_id))
    return [refs[hit.case_id] for hit in order]


@pytest.mark.parametrize(
    ("family_name", "given_names", "text"),
    [
        ("Sayed", "Rami", "sayed"),
        ("Sayed", "Rami", "RAMI SAYED"),
        ("Sayed", "Rami", "sayed, rami"),
        ("Sayyid", "Rami", "Syed"),
        ("Hossain", "Mohamad", "Muhammed Hussein"),
        ("Abd al-Rahman", "Omar", "Abdulrahman"),
        ("Abdulrahman", "Omar", "abd el rahman"),
        ("Abdulrahman", "Omar", "Abdul Rahman Umar"),
        ("El-Hassan", "Omar", "hassan"),
        ("Elhassan", "Omar", "hassan"),
        ("Hassan", "Omar", "elhassan"),
        ("Yılmaz", "Ümit", "Yilmaz Umit"),
        ("Trần", "Thị Hương", "huong tran"),
        ("Wolde-Giorgis", "Tesfaye", "giorgis"),
        ("Tesfamichael", "Berhane", "tesfa"),
        ("Tesfamichael", "Berhane", "tesfamicheal"),
        ("Tesfamichael", "Berhane", "tsfamichal"),
        ("Ghebrehiwet", "Selam", "gebrehiwet s"),
        ("Sayed", "Rami", "Saeyd"),
        ("Назаров", "Иван", "Nazarov"),
        ("O'Brien", "Sean", "obrien"),
    ],
)
def test_a_name_is_found_however_it_is_typed(
    cast: Cast, family_name: str, given_names: str, text: str
) -> None:
    case = cast.case(family_name=family_name, given_names=given_names)
    cast.case(family_name="Kowalczuk", given_names="Zbigniew")
    assert found(cast.amira, text) == [case.ref]


@pytest.mark.parametrize("text", ["sayed omar", "ali x", "sayed 1991", "zzz", "-", ""])
def test_what_does_not_fit_is_not_found(cast: Cast, text: str) -> None:
    cast.case(family_name="Sayed", given_names="Rami")
    assert found(cast.amira, text) == []


def test_the_best_comes_first(cast: Cast) -> None:
    spelt = {
        name: cast.case(family_name=name, given_names="Ivo").ref
        for name in ("Rahmuni", "Rahmanian", "Rahmany", "Rahmani")
    }
    assert found(cast.amira, "rahmani") == [
        spelt[name] for name in ("Rahmani", "Rahmany", "Rahmanian", "Rahmuni")
    ]


def test_a_date_of_birth_is_one_word_more(cast: Cast) -> None:
    right = cast.case(born_on=date(1990, 5, 4))
    turned = cast.case(born_on=date(1990, 4, 5))
    cast.case(born_on=date(1991, 5, 4))
    assert found(cast.amira, "sayed 4/5/1990") == [right.ref, turned.ref]
    assert found(cast.amira, "4 May 1990") == [right.ref]
    assert set(found(cast.amira, "sayed 1990")) == {right.ref, turned.ref}


@pytest.mark.parametrize(
    "text", ["m 1234567", "M-1234567", "m1234567", "M12345", "ARC/55-66", "arc/5566"]
)
def test_references_forgive_spaces_dashes_and_case(cast: Cast, text: str) -> None:
    case = cast.case()
    with acting_as(cast.service):
        case.references.create(system="Home Office reference", value="M1234567")
        case.references.create(system="ARC", value="ARC/5566")
    assert found(cast.amira, text) == [case.ref]


def test_a_representatives_reference_is_found(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.service):
        case.representations.create(
            firm="Sand & Co", reference="SC/Say-001", from_on=date(2025, 4, 1)
        )
    assert found(cast.amira, "sc/say 001") == [case.ref]


def test_our_own_reference_is_found_in_part_and_with_a_wrong_last_figure(
    cast: Cast,
) -> None:
    case, other = cast.case(), cast.case()
    digits = case.ref[3:10]
    wrong = (int(case.ref[-1]) + 1) % 10
    for text in (case.ref, f"eh {digits} {case.ref[-1]}", digits, f"EH{digits}{wrong}"):
        assert found(cast.amira, text) == [case.ref]
    assert other.ref not in found(cast.amira, digits[:5])


def test_a_dependant_leads_to_the_case(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.service):
        person = case.people.create(family_name="Okafor", given_names="Ngozi")
    with acting_as(cast.amira):
        (hit,) = search("okafor").values()
    assert (hit.case_id, hit.person) == (case.pk, person.pk)


def test_rank_in_the_database_is_the_rank_that_is_explained(cast: Cast) -> None:
    names = ("Rahmani", "Rahmany", "Rahmanian", "Rahmeni", "Elrahmani", "Rahmaneei")
    for name in names:
        cast.case(family_name=name, given_names="Ivo")
    for text in ("rahmani", "rahman", "elrahmani", "rhamani", "ivo"):
        (typed,) = read(text).words
        with acting_as(cast.amira):
            for hit in search(text).values():
                kept = SearchWord.objects.filter(person=hit.person)
                words = [Word(*w) for w in kept.values_list("word", "form")]
                how = best(typed, words)
                assert how is not None
                assert how[0] == hit.rank - NAMED


def test_a_hidden_case_is_not_found_by_anything(cast: Cast) -> None:
    hidden = cast.case(restriction="restricted", family_name="Verborgen")
    with acting_as(cast.service):
        hidden.references.create(system="ARC", value="ARC/9")
    for text in ("verborgen", "verborgn", hidden.ref, "ARC/9", "17/5/1990", "1990"):
        assert found(cast.service, text) == [hidden.ref]
        assert found(cast.amira, text) == []
    with acting_as(cast.amira):
        assert not Spelling.objects.filter(form__startswith="v").exists()
        assert not SearchWord.objects.exists()


def test_words_follow_a_case_that_becomes_restricted_and_back(cast: Cast) -> None:
    case = cast.case(family_name="Verborgen")
    assert found(cast.amira, "verborgn") == [case.ref]
    for restriction, seen in (("special", []), ("", [case.ref])):
        with acting_as(cast.service):
            Case.objects.filter(pk=case.pk).update(restriction=restriction)
        with acting_as(cast.amira):
            # At once, before anybody has searched: no word of it is offered.
            assert not Spelling.objects.filter(form__startswith="v").exists()
        assert found(cast.amira, "verborgn") == seen
        assert found(cast.service, "verborgn") == [case.ref]


def test_words_follow_a_name_whoever_wrote_it(cast: Cast) -> None:
    case = cast.case(family_name="Sayed")
    assert found(cast.amira, "sayed") == [case.ref]
    with acting_as(cast.service), connection.cursor() as cursor:
        cursor.execute("UPDATE casework_person SET family_name = 'Zubairi'")
    assert found(cast.amira, "sayed") == []
    assert found(cast.amira, "zubary") == [case.ref]


def test_nothing_stays_of_somebody_who_is_removed(cast: Cast) -> None:
    cast.case(family_name="Sayed", given_names="Rami")
    gone = cast.case(family_name="Verborgen", given_names="Rami")
    refresh_search_words()
    with acting_as(cast.service), connection.cursor() as cursor:
        cursor.execute("DELETE FROM casework_caseperson WHERE case_id = %s", [gone.pk])
        for table in ("personnationality", "personlanguage"):
            cursor.execute(
                f"DELETE FROM casework_{table} USING casework_person p "
                "WHERE p.id = person_id AND p.case_id = %s",
                [gone.pk],
            )
        cursor.execute("DELETE FROM casework_person WHERE case_id = %s", [gone.pk])
        forms = set(Spelling.objects.values_list("form", flat=True))
        assert set(SearchWord.objects.values_list("word", flat=True)) == {
            *("sayed", "rami", "1990-05-17")
        }
    assert not any(form.startswith("v") for form in forms)
    assert "rami" in forms


def test_only_the_service_sees_what_is_due(cast: Cast) -> None:
    cast.case()
    with acting_as(cast.amira):
        assert not SearchDue.objects.exists()
    assert refresh_search_words() == 1
    assert refresh_search_words() == 0


def plan_of(statement: str, params: object) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {statement}", params)
        return "\n".join(row[0] for row in cursor.fetchall())


def test_indexes_serve_every_part_of_a_search(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Had it a comparison that is not leakproof, it would be a filter on every row."""
    cast.case()
    statements: list[tuple[str, object]] = []
    with acting_as(cast.amira):
        search("sayed")
        with connection.execute_wrapper(
            lambda run, sql, params, many, context: (
                statements.append((sql, params)),
                run(sql, params, many, context),
            )[1]
        ):
            search("sayed rami 17/5/1990")
            search("M123456")
            search("EH-12345")
        plans = [
            plan_of(sql, params)
            for sql, params in statements
            if sql.strip().startswith("SELECT") and "search_is_due" not in sql
        ]
    assert len(plans) >= 5
    for plan in plans:
        assert "Seq Scan on casework_searchword" not in plan
        assert "Seq Scan on casework_spelling" not in plan
        assert "Seq Scan on casework_externalreference" not in plan
        for line in plan.splitlines():
            if "Index" in line and "Scan" in line and "searchword" in line:
                assert "casework_searchword_by" in line or "Bitmap" in line
    assert any("casework_externalref_by_key" in plan for plan in plans)
    assert any("casework_representation_by_ref" in plan for plan in plans)
    assert any("casework_spelling_kept_once" in plan for plan in plans)
