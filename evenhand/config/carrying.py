"""How messages leave the house: settings from the environment, and none that guesses.

EVENHAND_PUBLIC_ADDRESS   where people open their private links, as https://book.example
EVENHAND_OUTBOX           a folder from which providers fetch letters and texts
EVENHAND_MAIL_HOST, _PORT, _USER, _PASSWORD, _FROM   the mail server, over TLS

What is not set up does not send: its messages wait, and a page says why. The demo keeps
everything, email too, as files in `.local/outbox`; nothing of it leaves the machine.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


BACKENDS = {"production": "smtp", "demo": "filebased", "test": "locmem"}


@dataclass(frozen=True, slots=True)
class Carrying:
    """What the settings say of messages; `outbox` None: nobody fetches letters or texts."""

    public_address: str
    outbox: str | None
    sends_email: bool
    mail_from: str
    mail_backend: str
    mail_folder: str | None
    mail_host: str
    mail_port: int
    mail_user: str
    mail_password: str


def carrying(
    mode: str, environment: Mapping[str, str], *, root: Path, host: str
) -> Carrying:
    """How messages leave, in one of the modes of the settings."""
    kept = str(root / ".local" / "outbox") if mode == "demo" else ""
    folder = environment.get("EVENHAND_OUTBOX", kept)
    server = environment.get("EVENHAND_MAIL_HOST", "")
    here = f"https://{host}" if mode == "production" else "http://localhost:8000"
    return Carrying(
        public_address=environment.get("EVENHAND_PUBLIC_ADDRESS", here).rstrip("/"),
        outbox=folder or None,
        sends_email=bool(server) or mode != "production",
        mail_from=environment.get("EVENHAND_MAIL_FROM", f"no-reply@{host}"),
        mail_backend=f"django.core.mail.backends.{BACKENDS[mode]}.EmailBackend",
        mail_folder=str(Path(folder) / "emails") if mode == "demo" else None,
        mail_host=server,
        mail_port=int(environment.get("EVENHAND_MAIL_PORT", "587")),
        mail_user=environment.get("EVENHAND_MAIL_USER", ""),
        mail_password=environment.get("EVENHAND_MAIL_PASSWORD", ""),
    )
