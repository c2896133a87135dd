"""The words used here, from the glossary that is kept with the code."""

import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from evenhand.web.pages import part_of


ENTRY = re.compile(r"^\*\*(?P<term>.+?)\.\*\*\s+(?P<meaning>.+)$", re.DOTALL)
MARKS = re.compile(r"\*\*|\*|`")


@dataclass(frozen=True, slots=True)
class Term:
    """One word and what is meant by it here."""

    term: str
    meaning: str

    @property
    def anchor(self) -> str:
        return slugify(self.term)


@part_of("guidance")
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Every word with its meaning, in alphabetical order."""
    return render(request, "glossary.html", {"terms": terms()})


@cache
def terms() -> list[Term]:
    """The entries of GLOSSARY.md, without its typography."""
    text = (settings.ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    found = (ENTRY.match(paragraph.strip()) for paragraph in text.split("\n\n"))
    return [
        Term(MARKS.sub("", m["term"]), " ".join(MARKS.sub("", m["meaning"]).split()))
        for m in found
        if m is not None
    ]
