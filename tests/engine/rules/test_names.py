"""Names that no address could hold are refused as the policy is read."""

import pytest

from evenhand.engine.rules.faults import Faulty
from tests.engine.rules.releases import release_of
from tests.engine.rules.test_checks import SOUND


@pytest.mark.parametrize("odd", ["P/2", "P 2", "<b>P</b>", "../P", "é", "", "P" * 41])
def test_id_of_a_rule_is_of_plain_letters(odd):
    with pytest.raises(Faulty) as faulty:
        release_of(SOUND.replace('id = "P-2"', f'id = "{odd}"'))
    (fault,) = faulty.value.faults
    assert (fault.code, "a rule" in fault.where) == ("odd-name", True)


def test_file_is_called_by_plain_letters():

    with pytest.raises(Faulty) as faulty:
        release_of(SOUND, more={"registers/a b.toml": 'title="x"\nvalues=["a"]\n'})
    assert {fault.code for fault in faulty.value.faults} == {"odd-name"}
