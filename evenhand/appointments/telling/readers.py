"""Who is told of an interview, and by which way each wants to be told."""

from dataclasses import dataclass

from evenhand.appointments.interpreters.models import Interpreter
from evenhand.appointments.models import Host, Representative, ResponsibleAdult
from evenhand.appointments.telling.gathering import Arrangement
from evenhand.core.models import Message, User


Recipient = Message.Recipient
Channel = Message.Channel


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader of an interview's messages.

    key         the same reader in each message about one interview
    channel     empty for staff, who read what is told to them here
    by_link     takes part by the link, and not in the room
    quiet       is told no more than time and place
    """

    recipient: Recipient
    key: str
    name: str
    channel: str = ""
    address: str = ""
    language: str = ""
    user: User | None = None
    by_link: bool = False
    quiet: bool = False

    @property
    def missing(self) -> str:
        """Why nothing can be sent to them, in words; empty where it can."""
        if self.user is not None or self.address:
            return ""
        what = {
            Channel.EMAIL: "email address",
            Channel.TEXT: "telephone number",
            Channel.LETTER: "address",
        }[Channel(self.channel)]
        return f"No {what} is recorded for {self.name or 'the person'}"


def readers_of(told: Arrangement) -> list[Reader]:
    """Everybody who is told, once each.

    Of a child, the responsible adult and the representative are told, and not the child
    alone: where there is neither, the local authority that looks after them.
    """
    found = [_representative(told), _adult(told), _interpreter(told), _host(told)]
    readers = [reader for reader in found if reader is not None]
    if not told.child:
        readers.insert(0, _claimant(told))
    elif told.interview.adult is None:
        readers.insert(0, _local_authority(told))
    staff = told.interview.interviewer.staff_member
    if staff.user is not None:
        readers.append(
            Reader(
                Recipient.STAFF,
                f"staff {staff.pk}",
                staff.name,
                user=staff.user,
                by_link=_by_link(told, told.interview.interviewer.calendar_id),
            )
        )
    return readers


def _claimant(told: Arrangement) -> Reader:
    needs, person = told.needs, told.person
    name = person.full_name if person is not None else ""
    language = needs.written_language if needs is not None else ""
    quiet = needs is not None and needs.safe_contact
    channel, address = Channel.LETTER, _home(told)
    if needs is not None and needs.channel == Channel.EMAIL and needs.email:
        channel, address = Channel.EMAIL, needs.email
    elif needs is not None and needs.channel == Channel.TEXT and needs.phone:
        channel, address = Channel.TEXT, needs.phone
    return Reader(
        Recipient.CLAIMANT, "claimant", name, channel, address, language, quiet=quiet
    )


def _representative(told: Arrangement) -> Reader | None:
    known = told.representative
    if known is not None:
        by_link = _by_link(told, known.calendar_id)
        return _companion(Recipient.REPRESENTATIVE, known, by_link)
    firm = told.representation
    if firm is None:
        return None
    return Reader(
        Recipient.REPRESENTATIVE, f"firm {firm.firm}", firm.firm, Channel.LETTER
    )


def _adult(told: Arrangement) -> Reader | None:
    adult = told.interview.adult
    if adult is None:
        return None
    return _companion(Recipient.ADULT, adult, _by_link(told, adult.calendar_id))


def _interpreter(told: Arrangement) -> Reader | None:
    interpreter = told.interview.interpreter
    if interpreter is None:
        return None
    by_link = not told.interview.interpreter_on_site
    return _companion(Recipient.INTERPRETER, interpreter, by_link)


def _host(told: Arrangement) -> Reader | None:
    host = told.interview.host
    return None if host is None else _companion(Recipient.HOST, host, by_link=False)


def _companion(
    recipient: Recipient,
    one: Representative | ResponsibleAdult | Interpreter | Host,
    by_link: bool,
) -> Reader:
    phone = "" if isinstance(one, Host) else one.phone
    channel, address = Channel.EMAIL, one.email
    if not one.email and phone:
        channel, address = Channel.TEXT, phone
    key = f"{recipient.value} {one.pk}"
    return Reader(recipient, key, one.name, channel, address, by_link=by_link)


def _local_authority(told: Arrangement) -> Reader:
    home = told.residence
    name = home.local_authority if home is not None else ""
    return Reader(
        Recipient.LOCAL_AUTHORITY,
        "local authority",
        name or "the local authority",
        Channel.LETTER,
    )


def _home(told: Arrangement) -> str:
    """Where a letter goes: a postcode alone is no address."""
    home = told.residence
    if home is None or not home.address:
        return ""
    return ", ".join(part for part in (home.address, home.postcode) if part)


def _by_link(told: Arrangement, calendar: int) -> bool:
    return calendar in told.taken and told.taken[calendar] is None
