"""The text of a private link: short enough to be typed from a letter, signed, and chance.

Eighty bits of chance, and a signature by the key of the house, so that made-up texts are
turned away before anything is read. Small letters and digits only: nobody has to tell an
O from a 0.
"""

import base64
import hashlib
import secrets
import string

from django.core.signing import BadSignature, Signer
from django.utils.crypto import salted_hmac


CHANCE_BYTES = 10
SIGNATURE_LETTERS = 8


class LinkSigner(Signer):
    """Django's signer, with a signature that can be typed: forty bits of it."""

    def signature(self, value: str | bytes, key: str | bytes | None = None) -> str:
        whole = super().signature(value, key)
        digest = hashlib.sha256(whole.encode()).digest()
        return _letters(digest)[:SIGNATURE_LETTERS]


def new_token() -> str:
    """A text nobody can guess, such as "k3m7ranx5qehtw2b.yx4hnd2p"."""
    return _signer().sign(_letters(secrets.token_bytes(CHANCE_BYTES)))


def digest_of(token: str) -> str | None:
    """What is kept of a text; None where it was never signed here. Capitals are as good."""
    token = token.lower()
    try:
        _signer().unsign(token)
    except BadSignature:
        return None
    return hashlib.sha256(token.encode()).hexdigest()


def answer_digest(link_digest: str, answer: str) -> str:
    """What is kept of an answer: keyed, so that a copy of the table does not tell it."""
    said = "".join(
        c for c in answer.lower() if c in string.ascii_lowercase + string.digits
    )
    return salted_hmac(
        "evenhand private link", f"{link_digest}:{said}", algorithm="sha256"
    ).hexdigest()


def _signer() -> LinkSigner:
    return LinkSigner(salt="evenhand private link", sep=".")


def _letters(chance: bytes) -> str:
    return base64.b32encode(chance).decode().rstrip("=").lower()
