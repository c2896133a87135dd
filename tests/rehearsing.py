"""Policies to rehearse: release 1 with a few words of it changed."""

from pathlib import Path

from evenhand.engine.rules.release import Release


POLICY = Path(__file__).parents[1] / "policy"


def edited(release: Release, rule_id: str, was: str, becomes: str) -> Release:
    """The release with some words of one rule changed; they must stand there once."""
    files = dict(release.files)
    for name, data in files.items():
        head, found, rest = data.decode().partition(f'id = "{rule_id}"')
        if found:
            rule, end, others = rest.partition("[[table.rule]]")
            assert rule.count(was) == 1, f"{rule_id} says {was!r} not once"
            text = head + found + rule.replace(was, becomes) + end + others
            files[name] = text.encode()
            return Release.from_files(files)
    raise AssertionError(f"there is no rule {rule_id}")


def iraq_to(release: Release, *units: str) -> Release:
    """Iraq goes to these units, in their order, and no longer to Wales."""
    told = ", ".join(f'"{unit}"' for unit in units)
    return edited(release, "RT-036", 'units = ["WALES"]', f"units = [{told}]")
