"""The questions of each assessment, in the order in which they are asked.

The transparency record follows the Algorithmic Transparency Recording Standard (tiers 1
and 2); the data protection assessment the steps that UK GDPR, Article 35(7) asks for; the
equality assessment section 149 of the Equality Act 2010.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.releases.assessments.models import Assessment


@dataclass(frozen=True, slots=True)
class Field:
    """One question: its key, its number in the standard, its section and its words.

    `from_release` says that the machine can fill it from the release; a person still
    reads it, and may write another answer over it.
    """

    key: str
    number: str
    section: str
    title: str
    hint: str = ""
    from_release: bool = False


OVERVIEW = "Tier 1: overview"
OWNER = "Tier 2: owner and responsibility"
RATIONALE = "Tier 2: description and rationale"
PROCESS = "Tier 2: decision-making process"
SPECIFICATION = "Tier 2: technical specification and data"
RISKS = "Tier 2: impact assessments, risks and mitigations"

TRANSPARENCY = (
    Field("name", "1.1", OVERVIEW, "Name", from_release=True),
    Field(
        "description",
        "1.2",
        OVERVIEW,
        "Description: how and why it is used",
        "For anybody: what it does, and why.",
        True,
    ),
    Field("website", "1.3", OVERVIEW, "Address of a website with more about it"),
    Field("contact", "1.4", OVERVIEW, "Contact email"),
    Field("organisation", "2.1.1", OWNER, "Organisation or department"),
    Field("team", "2.1.2", OWNER, "Team", from_release=True),
    Field(
        "senior-owner",
        "2.1.3",
        OWNER,
        "Senior responsible owner",
        "The title of the post, not a person's name.",
    ),
    Field("supplier", "2.1.4", OWNER, "External supplier involved", "Yes or no."),
    Field("supplier-name", "2.1.4.1", OWNER, "External supplier"),
    Field("company-number", "2.1.4.2", OWNER, "Companies House number"),
    Field("supplier-role", "2.1.4.3", OWNER, "Role of the supplier"),
    Field("procurement", "2.1.4.4", OWNER, "Type of procurement procedure"),
    Field("data-access", "2.1.4.5", OWNER, "Terms of the supplier's access to data"),
    Field("detail", "2.2.1", RATIONALE, "Detailed description", from_release=True),
    Field("scope", "2.2.2", RATIONALE, "Scope", from_release=True),
    Field("benefit", "2.2.3", RATIONALE, "Benefit", from_release=True),
    Field("previous", "2.2.4", RATIONALE, "Previous process"),
    Field("alternatives", "2.2.5", RATIONALE, "Alternatives considered"),
    Field("integration", "2.3.1", PROCESS, "Process integration", from_release=True),
    Field("information", "2.3.2", PROCESS, "Information provided", from_release=True),
    Field("frequency", "2.3.3", PROCESS, "Frequency and scale of use"),
    Field("review", "2.3.4", PROCESS, "Human decisions and review", from_release=True),
    Field("training", "2.3.5", PROCESS, "Required training"),
    Field("appeals", "2.3.6", PROCESS, "Appeals and review"),
    Field("method", "2.4.1", SPECIFICATION, "Method", from_release=True),
    Field("architecture", "2.4.2", SPECIFICATION, "Architecture", from_release=True),
    Field("phase", "2.4.3", SPECIFICATION, "Phase"),
    Field("maintenance", "2.4.4", SPECIFICATION, "Maintenance", from_release=True),
    Field("models", "2.4.5", SPECIFICATION, "Models", from_release=True),
    Field("data", "2.4.6", SPECIFICATION, "Data used", from_release=True),
    Field(
        "sensitive",
        "2.4.7",
        SPECIFICATION,
        "Sensitive attributes and authorities",
        from_release=True,
    ),
    Field("storage", "2.4.8", SPECIFICATION, "Access to the data and its storage"),
    Field("sharing", "2.4.9", SPECIFICATION, "Data sharing agreements"),
    Field("assessments", "2.5.1", RISKS, "Impact assessments", from_release=True),
    Field("impact", "2.5.2", RISKS, "Effects that were rehearsed", from_release=True),
    Field("risks", "2.5.3", RISKS, "Risks"),
    Field("mitigations", "2.5.4", RISKS, "Mitigations", from_release=True),
)

WHAT, NEED, HARM = "The processing", "Necessity and proportion", "Risks and measures"

DATA_PROTECTION = (
    Field("why", "1", WHAT, "Why an assessment is needed", from_release=True),
    Field("purpose", "2.1", WHAT, "Purpose of the processing", from_release=True),
    Field("data", "2.2", WHAT, "Personal data that is read", from_release=True),
    Field(
        "special",
        "2.3",
        WHAT,
        "Special category data and protected characteristics",
        from_release=True,
    ),
    Field("access", "2.4", WHAT, "Who is shown what", from_release=True),
    Field("context", "2.5", WHAT, "Context: who the people are, and what they expect"),
    Field("retention", "2.6", WHAT, "How long it is kept"),
    Field("consulted", "3", NEED, "Who was consulted, and what they said"),
    Field("basis", "4.1", NEED, "Lawful basis, and condition for special categories"),
    Field("necessity", "4.2", NEED, "Why it is necessary and proportionate"),
    Field("automated", "4.3", NEED, "Automated decisions", from_release=True),
    Field("rights", "4.4", NEED, "How people are told and use their rights"),
    Field("risks", "5", HARM, "Risks to people: how likely, how severe"),
    Field("measures", "6", HARM, "Measures that lessen them", from_release=True),
    Field("advice", "7.1", HARM, "Advice of the data protection officer"),
    Field("outcome", "7.2", HARM, "What was decided, and what remains"),
)

POLICY, AIMS, AFTER = "The policy", "The three aims", "What follows"

EQUALITY = (
    Field("policy", "1", POLICY, "What the policy does", from_release=True),
    Field("changed", "2", POLICY, "What it changes", from_release=True),
    Field(
        "characteristics",
        "3",
        POLICY,
        "Characteristics that rules read, and by which authority",
        from_release=True,
    ),
    Field("evidence", "4", POLICY, "Effects by group, as rehearsed", from_release=True),
    Field("gaps", "5", POLICY, "What is not known of whom", from_release=True),
    Field("consulted", "6", POLICY, "Who was consulted, and what they said"),
    Field(
        "eliminate",
        "7.1",
        AIMS,
        "Eliminating discrimination, harassment and victimisation",
    ),
    Field("advance", "7.2", AIMS, "Advancing equality of opportunity"),
    Field("relations", "7.3", AIMS, "Fostering good relations"),
    Field("justified", "8", AFTER, "Why any disadvantage is justified"),
    Field("mitigation", "9", AFTER, "What lessens it"),
    Field("watched", "10", AFTER, "How it is watched, and when looked at again",
          from_release=True),
    Field("decision", "11", AFTER, "What was decided, by whom, knowing this"),
)  # fmt: skip

FIELDS: Mapping[str, tuple[Field, ...]] = {
    Assessment.Kind.TRANSPARENCY: TRANSPARENCY,
    Assessment.Kind.DATA_PROTECTION: DATA_PROTECTION,
    Assessment.Kind.EQUALITY: EQUALITY,
}


def field_of(kind: str, key: str) -> Field | None:
    """A question by its key; None where an assessment of this kind has none of it."""
    return next((field for field in FIELDS[kind] if field.key == key), None)
