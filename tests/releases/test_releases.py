"""A release never changes, and two are never in force."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from evenhand.config.settings import POLICY_FOLDER
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.engine.rules.release import Release
from evenhand.releases.models import Period, PolicyRelease
from evenhand.releases.queries import policy_of, release_in_force
from evenhand.releases.services import publish_release
from tests.cast import AT, Cast


def test_stored_bundle_is_the_policy_that_was_read(cast: Cast) -> None:
    assert policy_of(cast.release).sha256 == Release.read(POLICY_FOLDER).sha256


def test_same_policy_again_changes_nothing(cast: Cast) -> None:
    with acting_as(cast.service):
        again = publish_release(
            POLICY_FOLDER, by=cast.service, at=AT, because="again", demo=True
        )
    assert again == cast.release
    assert PolicyRelease.objects.count() == 1


def test_before_the_first_release_nothing_is_in_force(cast: Cast) -> None:
    with pytest.raises(Refused, match="No policy release is in force"):
        release_in_force(datetime(2020, 1, 1, tzinfo=UTC))
    assert release_in_force(AT) == cast.release


def test_bundle_cannot_be_changed_or_deleted(cast: Cast) -> None:
    mine = PolicyRelease.objects.filter(pk=cast.release.pk)
    for change in (
        lambda: mine.update(bundle=b"other"),
        lambda: mine._raw_delete(mine.db),
    ):
        with (
            pytest.raises(ProgrammingError, match="never changes"),
            transaction.atomic(),
        ):
            change()


def test_two_releases_in_force_are_refused_by_the_database(cast: Cast) -> None:
    with (
        pytest.raises(IntegrityError, match="one_in_force"),
        transaction.atomic(),
    ):
        Period.objects.create(
            release=cast.release,
            during=DateTimeTZRange(AT - timedelta(days=1), None),
            begun_by=cast.service,
        )


def test_policy_whose_sources_state_no_basis_is_for_the_demo_only(
    cast: Cast, tmp_path: Path
) -> None:
    folder = tmp_path / "policy"
    shutil.copytree(POLICY_FOLDER, folder)
    release = folder / "release.toml"
    release.write_text(release.read_text().replace('title = "', 'title = "Copy of ', 1))
    with acting_as(cast.service):
        with pytest.raises(Refused, match="cannot be put in force"):
            publish_release(folder, by=cast.service, at=AT, because="x", demo=False)
        second = publish_release(folder, by=cast.service, at=AT, because="x", demo=True)
    assert second.number == 2
    assert release_in_force(AT) == second
    assert release_in_force(AT - timedelta(seconds=1)) == cast.release
