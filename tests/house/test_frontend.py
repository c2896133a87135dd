"""What the browser is sent: our own marks alone, and every file that is spoken of."""

import re

import pytest

from evenhand.config.frontend import ASSETS, marks_in, without_marks


@pytest.fixture(scope="module")
def stylesheet():
    assert ASSETS.is_dir(), "the front end is not built: run make assets"
    return (ASSETS / "stylesheets" / "main.css").read_text()


def test_assets_wear_no_mark_of_gov_uk_or_a_ministry(stylesheet):
    assert list(marks_in(ASSETS)) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("main.css", 'a{font-family:"GDS Transport"}'),
        ("main.css", "@font-face{src:url(x.woff2)}"),
        ("main.css", "a{background:url(/assets/images/govuk-crest.svg)}"),
        ("moj-logotype-crest-2024.png", ""),
    ],
)
def test_marks_are_found_wherever_they_come_out(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    assert len(list(marks_in(tmp_path))) == 1


def test_only_the_rules_for_marks_are_cut_out():
    css = (
        "a{b:c}.govuk-footer__copyright-logo::before{mask:url(govuk-crest.svg)}"
        "@media print{.moj-header__logotype-crest{d:e}}f{g:h}"
    )
    assert without_marks(css) == "a{b:c}f{g:h}"


def test_stylesheet_holds_both_libraries_in_our_teal(stylesheet):
    assert ".govuk-summary-list" in stylesheet
    assert ".moj-timeline" in stylesheet
    assert re.search(r"--govuk-brand-colour: ?#0b4144", stylesheet)


def test_every_file_the_stylesheet_asks_for_is_there(stylesheet):
    asked = set(re.findall(r"url\(\"?/assets/([^\")]+)", stylesheet))
    assert asked
    assert [path for path in asked if not (ASSETS / path).is_file()] == []


def test_scripts_point_at_no_map_that_is_not_shipped(stylesheet):
    scripts = list((ASSETS / "javascripts").glob("*.js"))
    assert len(scripts) >= 3
    assert [s.name for s in scripts if "sourceMappingURL" in s.read_text()] == []
