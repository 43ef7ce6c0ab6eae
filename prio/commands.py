"""What every command of Prio has in common: one clear line on bad input, never a traceback, and the two persons."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from prio import clock
from prio.accounts.demonstration import APPROVER, PREPARER
from prio.accounts.models import User
from prio.accounts.roles import Actor
from prio.accounts.selectors import actor_of, is_demonstration
from prio.refused import Refused

LARGEST_FILE = 20 * 1024 * 1024  # bytes


class ServiceCommand(BaseCommand):
    """A command that calls services. Subclasses implement `serve`; what a service refuses becomes one line."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve, and turn a refusal into a message and a non-zero exit."""
        try:
            self.serve(**options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        except DatabaseError as error:
            raise CommandError(
                f"Databasen säger nej. Är den migrerad (manage.py migrate)? {first_line(error)}"
            ) from error

    def serve(self, **options: Any) -> None:
        """Do what the command is for."""
        raise NotImplementedError

    def say(self, line: str) -> None:
        """Tell the person at the terminal."""
        self.stdout.write(line)


def first_line(error: Exception) -> str:
    """Return the first line of what an exception says."""
    return next(iter(str(error).splitlines()), type(error).__name__)


def read_file(name: str) -> bytes:
    """Return the bytes of the file.

    Raises:
        Refused: there is no such file, it cannot be read, or it is larger than any file that we know.
    """
    path = Path(name)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Refused(f"Filen {name} är större än 20 MB.")
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"Filen {name} går inte att läsa: {error.strerror}.") from error


def output_folder(path: Path) -> Path:
    """Return the folder to write in, made if need be, before any work is done for it.

    Raises:
        Refused: it is no folder, or cannot be made or written in.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"Mappen {path} går inte att skriva i: {error.strerror}.") from error
    if not os.access(path, os.W_OK):
        raise Refused(f"Mappen {path} går inte att skriva i.")
    return path


def write_file(path: Path, content: bytes) -> None:
    """Write the file whole or not at all: aside first, then moved into place. Unchanged bytes are left alone.

    Raises:
        Refused: the folder does not exist or does not let itself be written to.
    """
    try:
        if path.is_file() and path.read_bytes() == content:
            return
        aside = path.with_name(f".{path.name}.part")
        aside.write_bytes(content)
        aside.replace(path)
    except OSError as error:
        raise Refused(f"Filen {path} går inte att skriva: {error.strerror}.") from error


def add_persons(parser: ArgumentParser) -> None:
    """Add the options that name the two persons."""
    parser.add_argument(
        "--prepared-by", metavar="KONTO", help="kontot som bereder (två olika personer behövs)"
    )
    parser.add_argument("--approved-by", metavar="KONTO", help="kontot som godkänner")


def persons(options: dict[str, Any]) -> tuple[Actor, Actor] | None:
    """Return who prepares and who approves, or None if nobody was named.

    In a demonstration installation two demonstration accounts are the default.

    Raises:
        Refused: only one of the two was named, or there is no such account.
    """
    prepared_by, approved_by = options["prepared_by"], options["approved_by"]
    if is_demonstration():
        prepared_by, approved_by = prepared_by or PREPARER, approved_by or APPROVER
    if not prepared_by and not approved_by:
        return None
    if not prepared_by or not approved_by:
        raise Refused("Två personer behövs: ange både --prepared-by och --approved-by.")
    return actor_named(prepared_by), actor_named(approved_by)


def actor_named(username: str) -> Actor:
    """Return the actor behind the account.

    Raises:
        Refused: there is no such account, or it is closed.
    """
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refused(f"Det finns inget konto som heter {username}.")
    return actor_of(user, clock.today())
