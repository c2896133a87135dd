"""`evenhand tokens`: what an administrator does without a browser."""

import json

import pytest
from django.utils import timezone

from evenhand.cli import main
from evenhand.core.models import ApiToken
from evenhand.core.tokens.queries import token_shown
from tests.cast import Cast


ADD = ["add-system", "agency", "--name", "Agency", "--because", "they book"]
GRANT = ["grant", "agency", "--name", "rota", "--because", "offers"]


def said(
    capsys: pytest.CaptureFixture[str], *words: str, by: str = "jo"
) -> tuple[int, str, str]:
    code = main(["tokens", *words, "--as", by])
    out, err = capsys.readouterr()
    return code, out.strip(), err.strip()


def test_token_is_granted_listed_and_revoked(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, *ADD)[0] == 0
    code, text, _ = said(capsys, *GRANT, "--scope", "appointments:read")
    assert code == 0
    token = token_shown(text, on=timezone.localdate())
    assert token is not None
    assert token.scopes == ["appointments:read"]
    code, out, _ = said(capsys, "list", "--json", by="idris")
    (system,) = json.loads(out)["systems"]
    assert system["tokens"][0]["name"] == "rota"
    assert text not in out
    revoke = ["revoke", "agency", "--name", "rota", "--because", "lost"]
    assert said(capsys, *revoke)[0] == 0
    assert token_shown(text, on=timezone.localdate()) is None
    assert said(capsys, *revoke)[2] == "Agency has no token called “rota” in use"


@pytest.mark.parametrize(
    ("words", "by", "told"),
    [
        (ADD, "amira", "Systems and their tokens are kept by administrators"),
        (GRANT, "jo", "There is nobody with the user name agency"),
        (["grant", "amira", *GRANT[2:]], "jo", "never for a person"),
        (["list"], "amira", "for administrators and auditors"),
    ],
)
def test_command_is_refused_in_a_sentence(
    words: list[str],
    by: str,
    told: str,
    cast: Cast,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, err = said(capsys, *words, by=by)
    assert (code, out) == (2, "")
    assert told in err
    assert not ApiToken.objects.exists()
