"""Forms of sites, rooms, hosts and journeys; services check their sense."""

from typing import Any

from django import forms

from evenhand.appointments.places.features import ACCESS, EQUIPMENT
from evenhand.appointments.places.models import NATIONS, Host, Room, Site
from evenhand.appointments.places.services import RoomSaid, SiteSaid
from evenhand.core.models import Role, User
from evenhand.web.forms import DayField
from evenhand.workforce.models import Unit


YES_OR_NO = [("yes", "Yes"), ("no", "No")]


def because(label: str = "Why", *, required: bool = True) -> forms.CharField:
    """Why, in words, for whoever asks later."""
    return forms.CharField(
        label=label,
        max_length=200,
        required=required,
        error_messages={
            "required": "Say why",
            "max_length": "This must be 200 characters or fewer",
        },
    )


def text(
    label: str, called: str, most: int, *, required: bool = True, hint: str = ""
) -> forms.CharField:
    """A line of text; `called` names it where it is missing or too long."""
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=hint,
        error_messages={
            "required": f"Enter {called}",
            "max_length": f"This must be {most} characters or fewer",
        },
    )


def whole(
    label: str,
    called: str,
    low: int,
    high: int,
    *,
    required: bool = True,
    hint: str = "",
) -> forms.IntegerField:
    """A whole number between two; `called` names it where it is none."""
    between = f"{called[0].upper()}{called[1:]} must be between {low} and {high}"
    return forms.IntegerField(
        label=label,
        min_value=low,
        max_value=high,
        required=required,
        help_text=hint,
        error_messages={
            "required": f"Enter {called}",
            "invalid": f"Enter {called} as a whole number",
            "min_value": between,
            "max_value": between,
        },
    )


def choice(
    label: str,
    called: str,
    choices: list[tuple[str, str]],
    *,
    required: bool = True,
    hint: str = "",
) -> forms.ChoiceField:
    """One of several; `called` names it where none is chosen."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        help_text=hint,
        error_messages={
            "required": f"Choose {called}",
            "invalid_choice": f"Choose {called}",
        },
    )


def first_day(hint: str = "") -> DayField:
    """From which day on something holds."""
    return DayField(called="first day", label="From which day", help_text=hint)


class SiteForm(forms.Form):
    """All that is said of a site."""

    name = text("Name", "the name", 100)
    address = text("Address", "the address", 200)
    postcode = text("Postcode", "the postcode", 10)
    nation = choice(
        "Whose bank holidays it keeps", "a nation", [(str(k), w) for k, w in NATIONS]
    )
    unit = choice("Unit whose people sit there", "a unit", [], required=False)
    partner = text(
        "Partner who runs it",
        "the partner",
        100,
        required=False,
        hint="Leave it empty for an office of ours. At a partner's site a host of theirs "
        "receives people.",
    )
    directions = text("How to get there", "directions", 500, required=False)
    phone = text("Telephone", "the telephone number", 30, required=False)
    open_on_holidays = choice("Open on bank holidays", "yes or no", YES_OR_NO)
    because = because("Why it is added or changed")

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units = {unit.code: unit for unit in units}
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "None"), *((u.code, u.name) for u in units)]

    def said(self) -> SiteSaid:
        """What was typed, as services take it."""
        got = self.cleaned_data
        return SiteSaid(
            name=got["name"],
            address=got["address"],
            postcode=got["postcode"],
            nation=got["nation"],
            unit=self._units.get(got["unit"]),
            partner=got["partner"],
            directions=got["directions"],
            phone=got["phone"],
            open_on_holidays=got["open_on_holidays"] == "yes",
        )


class NewSiteForm(SiteForm):
    """A site that joins, with its code and first day."""

    code = forms.SlugField(
        label="Code",
        max_length=20,
        help_text="Letters, figures and hyphens, such as DERBY. It is never changed.",
        error_messages={
            "required": "Enter the code",
            "invalid": "The code has letters, figures and hyphens only",
        },
    )
    from_on = first_day("Interviews can be booked there from this day on.")

    field_order = ("code", "name")


def site_said(site: Site) -> dict[str, Any]:
    """What is said of a site, as its form shows it."""
    return {
        "name": site.name,
        "address": site.address,
        "postcode": site.postcode,
        "nation": site.nation,
        "unit": site.unit.code if site.unit else "",
        "partner": site.partner,
        "directions": site.directions,
        "phone": site.phone,
        "open_on_holidays": "yes" if site.open_on_holidays else "no",
    }


class RoomForm(forms.Form):
    """All that is said of a room or video suite."""

    name = text("Name", "the name", 60, hint="As people find it: Room 2.")
    mode = choice(
        "What it is for",
        "what it is for",
        [(str(k), str(w)) for k, w in Room.Mode.choices],
    )
    seats = whole("Seats", "the seats", 2, 60)
    equipment = forms.MultipleChoiceField(
        label="Equipment", choices=list(EQUIPMENT.items()), required=False
    )
    access = forms.MultipleChoiceField(
        label="What makes it easier to use",
        choices=list(ACCESS.items()),
        required=False,
    )
    turn_round_minutes = whole(
        "Turn-round, in minutes",
        "the turn-round",
        0,
        120,
        hint="Kept free between two interviews.",
    )
    because = because("Why it is added or changed", required=False)

    def said(self) -> RoomSaid:
        """What was typed, as services take it."""
        got = self.cleaned_data
        return RoomSaid(
            name=got["name"],
            mode=got["mode"],
            seats=got["seats"],
            equipment=list(got["equipment"]),
            access=list(got["access"]),
            turn_round_minutes=got["turn_round_minutes"],
        )


class NewRoomForm(RoomForm):
    """A room that is new, from a day on."""

    from_on = first_day()


def room_said(room: Room) -> dict[str, Any]:
    """What is said of a room, as its form shows it."""
    return {
        "name": room.name,
        "mode": room.mode,
        "seats": room.seats,
        "equipment": room.equipment,
        "access": room.access,
        "turn_round_minutes": room.turn_round_minutes,
    }


class GoesForm(forms.Form):
    """From which day on something or somebody is there no longer, and why."""

    on = DayField(
        called="first day without it",
        label="First day without it",
        help_text="What is booked from then on stays booked until somebody changes it.",
    )
    because = because()


class HostForm(forms.Form):
    """Somebody of a partner who receives people."""

    name = text("Name", "the name", 120)
    email = forms.EmailField(
        label="Email address",
        required=False,
        error_messages={"invalid": "Enter an email address like name@example.org"},
    )
    user = choice(
        "Account they sign in with",
        "an account",
        [],
        required=False,
        hint="People with the role of host who receive nobody yet.",
    )
    at_once = whole("Interviews they look after at once", "how many at once", 1, 30)
    from_on = first_day()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._users = {
            user.username: user
            for user in User.objects.filter(
                role_grants__role=Role.HOST, role_grants__ended_at=None, is_active=True
            )
            .exclude(pk__in=Host.objects.exclude(user=None).values("user"))
            .order_by("name")
        }
        field = self.fields["user"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "None"),
            *((name, user.name) for name, user in self._users.items()),
        ]

    def account(self) -> User | None:
        """The account chosen, if any."""
        return self._users.get(self.cleaned_data["user"])


class JourneyForm(forms.Form):
    """How long people of one postcode area travel; empty: they cannot get there."""

    minutes = whole(
        "Minutes, door to door",
        "the minutes",
        0,
        600,
        required=False,
        hint="Leave it empty where nobody gets there and back in a day.",
    )
    because = because("How it is known")
