"""The ways out of the house: email by Django's mail, letters and texts as files.

A provider fetches the files of the outbox folder and removes them. Nothing here opens a
connection but Django's mail, whose backend the settings choose.
"""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage

from evenhand.appointments.telling.words import Written
from evenhand.core.models import Message


class NotSent(Exception):
    """It did not leave; the words are for who looks after it.

    again   whether another attempt might succeed
    """

    def __init__(self, words: str, *, again: bool) -> None:
        super().__init__(words)
        self.again = again


def send_email(message: Message, words: Written, calendar: bytes | None) -> None:
    """Hand it to the mail server, with the calendar file. Raises NotSent."""
    if not settings.SENDS_EMAIL:
        raise NotSent("No mail server is set up", again=True)
    # One name for one message, so that mail sent twice is seen to be the same.
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]
    mail = EmailMessage(
        subject=words.subject,
        body=words.text,
        to=[message.to_address],
        headers={
            "Message-ID": f"<{message.key}@{domain}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    if calendar is not None:
        cancelled = message.kind == "interview_cancelled"
        method = "CANCEL" if cancelled else "REQUEST"
        mail.attach("appointment.ics", calendar, f"text/calendar; method={method}")
    try:
        mail.send()
    except SMTPRecipientsRefused:
        words_ = f"The mail server does not know {message.to_address}"
        raise NotSent(words_, again=False) from None
    except (SMTPException, OSError):
        raise NotSent("The mail server did not take it", again=True) from None


def put_letter(message: Message, words: Written, calendar: bytes | None) -> None:
    """Put a letter in the folder of letters. Raises NotSent."""
    _put(
        "letters",
        message,
        {
            "name": message.to_name,
            "address": message.to_address,
            "subject": words.subject,
            "paragraphs": words.paragraphs,
        },
    )


def put_text(message: Message, words: Written, calendar: bytes | None) -> None:
    """Put a text message in the folder of texts. Raises NotSent."""
    _put("texts", message, {"number": message.to_address, "text": words.text.strip()})


TRANSPORTS: Mapping[str, Callable[[Message, Written, bytes | None], None]] = {
    Message.Channel.EMAIL: send_email,
    Message.Channel.LETTER: put_letter,
    Message.Channel.TEXT: put_text,
}


def _put(folder: str, message: Message, said: Mapping[str, object]) -> None:
    """A whole file under the message's key, or none: a provider never reads a half."""
    if settings.OUTBOX_FOLDER is None:
        raise NotSent(f"No folder is set up for {folder}", again=True)
    home = Path(settings.OUTBOX_FOLDER) / folder
    told = {"key": str(message.key), "language": message.language or "English", **said}
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        begun = home / f".{message.key}.part"
        begun.write_text(json.dumps(told, ensure_ascii=False, indent=1))
        os.replace(begun, home / f"{message.key}.json")
    except OSError:
        raise NotSent(
            f"The folder of {folder} could not be written", again=True
        ) from None
