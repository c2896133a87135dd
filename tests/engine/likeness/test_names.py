"""Names spelt in several ways come to one form, and different names do not."""

import pytest

from evenhand.engine.likeness.names import forms


@pytest.mark.parametrize(
    "spellings",
    [
        ("Mohammed", "Muhammad", "Mohamad", "MOHAMED", "Maxamed", "محمد"),
        ("Abd al-Rahman", "Abdul Rahman", "Abdulrahman", "Abdurrahman", "Abdel-Rahman"),
        ("Abdullah", "Abdallah", "Abdillahi", "Abdullahi"),
        ("Hussein", "Husain", "Hossein", "Husayn"),
        ("Ali", "Aly", "‘Ali", "Cali"),
        ("Khaled", "Khalid"),
        ("Layla", "Leila", "Leyla"),
        ("Yusuf", "Youssef", "Yousif"),
        ("Walid", "Valid"),
        ("Mahmoud", "Mahmud", "Mahmood"),
        ("Sayed", "Sayyid", "al-Sayed"),
        ("Gebremedhin", "Ghebremedhin"),
        ("José", "Jose"),
    ],
)
def test_spellings_of_one_name_have_one_form(spellings: tuple[str, ...]) -> None:
    assert len({forms(name) for name in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hassan", "Hussein"),
        ("Ali", "Adil"),
        ("Ahmed", "Hamed"),
        ("Karim", "Karima"),
        ("Omar", "Amir"),
        ("Tesfay", "Tekle"),
    ],
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert forms(one) != forms(other)


def test_parts_are_kept_apart_and_particles_left_out() -> None:
    assert forms("Abdi Warsame Hersi") == ("abdi", "varsama", "harsi")
    assert forms("bin Laith") == forms("Laith")


@pytest.mark.parametrize("nothing", ["", "  ", "Unknown", "FNU", "not recorded", "---"])
def test_no_name_has_no_form(nothing: str) -> None:
    assert forms(nothing) == ()
