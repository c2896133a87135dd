"""`evenhand rules bundle`: write a published release to a file, as it was sealed."""

import argparse
import hashlib
import json
import sys
from pathlib import Path

from evenhand.config.django import set_up_django


DONE, BAD_INPUT = 0, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which release, and where to."""
    parser.add_argument("--release", type=int, required=True, metavar="NUMBER")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="a .zip to write"
    )
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")


def run(args: argparse.Namespace) -> int:
    """Answer 0 when written. The bytes are those of the database, to the last."""
    set_up_django()
    from evenhand.core.accounts import planning_service
    from evenhand.core.viewing import acting_as
    from evenhand.releases.queries import bundle_of, release_by_number

    with acting_as(planning_service()):
        release = release_by_number(args.release)
        data = bundle_of(release) if release is not None else b""
    if release is None:
        print(f"There is no release {args.release}", file=sys.stderr)
        return BAD_INPUT
    if not args.out.parent.is_dir():
        print(f"{args.out}: its folder does not exist", file=sys.stderr)
        return BAD_INPUT
    args.out.write_bytes(data)
    print(f"{release}, {release.title}: {len(data):,} bytes, to {args.out}")
    if args.json:
        seal = hashlib.sha256(data).hexdigest()
        print(json.dumps({"release": release.number, "release_sha256": seal}))
    return DONE
