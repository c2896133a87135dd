"""All tables of casework, gathered from its rooms for Django."""

from evenhand.casework.barriers.models import Barrier
from evenhand.casework.bulk.models import BulkAct, BulkPart
from evenhand.casework.cases.models import (
    Case,
    Detention,
    Expedite,
    ExternalReference,
    HighHarm,
    NextAction,
    Note,
    Representation,
    Residence,
    Restriction,
    Support,
)
from evenhand.casework.cases.stages import Stage
from evenhand.casework.conflicts.models import Conflict
from evenhand.casework.contacts.models import Contact
from evenhand.casework.diary.models import DiaryEntry
from evenhand.casework.evidence.models import EvidenceNote
from evenhand.casework.facts.models import CaseFacts
from evenhand.casework.families.models import CaseLink
from evenhand.casework.likeness.models import Likeness
from evenhand.casework.outlines.models import Outline
from evenhand.casework.people.models import (
    CasePerson,
    Person,
    PersonLanguage,
    PersonLink,
    PersonNationality,
    Vulnerability,
)
from evenhand.casework.searching.models import SearchDue, SearchWord, Spelling


__all__ = [
    "Barrier",
    "BulkAct",
    "BulkPart",
    "Case",
    "CaseFacts",
    "CaseLink",
    "CasePerson",
    "Conflict",
    "Contact",
    "Detention",
    "DiaryEntry",
    "EvidenceNote",
    "Expedite",
    "ExternalReference",
    "HighHarm",
    "Likeness",
    "NextAction",
    "Note",
    "Outline",
    "Person",
    "PersonLanguage",
    "PersonLink",
    "PersonNationality",
    "Representation",
    "Residence",
    "Restriction",
    "SearchDue",
    "SearchWord",
    "Spelling",
    "Stage",
    "Support",
    "Vulnerability",
]
