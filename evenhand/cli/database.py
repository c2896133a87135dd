"""prepare the database: roles, tables and policy release 1; or check its migrations"""

import argparse
import sys

from evenhand.config.django import set_up_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`prepare` creates or updates; `check-migrations` changes nothing."""
    parser.add_argument("action", choices=["prepare", "check-migrations"])


def run(args: argparse.Namespace) -> int:
    """Answer 0 when done; 1 when a model has changed without a migration."""
    set_up_django()
    from django.conf import settings
    from django.core.management import call_command

    from evenhand.config.clock import now
    from evenhand.config.prepare import prepare_database
    from evenhand.core.verdict import Refused
    from evenhand.flows.set_up import set_up_policy

    if args.action == "check-migrations":
        try:
            call_command("makemigrations", check=True, dry_run=True, verbosity=1)
        except SystemExit as stopped:
            return int(stopped.code or 0) and 1
        return 0
    prepare_database()
    try:
        _, release = set_up_policy(
            settings.POLICY_FOLDER, at=now(), demo=not settings.PRODUCTION
        )
    except Refused as refusal:
        print(f"The tables are ready. {refusal}", file=sys.stderr)
        return 1
    print(f"The database is ready, with {release} in force.", file=sys.stderr)
    return 0
