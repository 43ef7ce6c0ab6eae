"""What every command of Prio has in common: one clear line on bad input, never a traceback, and the two persons."""

import errno
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
# Why the operating system said no, in Swedish; what is not here is told in its own words.
REASONS = {
    errno.ENOENT: "den finns inte",
    errno.EISDIR: "det är en mapp",
    errno.ENOTDIR: "en del av sökvägen är ingen mapp",
    errno.EEXIST: "en del av sökvägen är ingen mapp",
    errno.EACCES: "behörighet saknas",
    errno.EPERM: "behörighet saknas",
    errno.EROFS: "platsen går bara att läsa från",
    errno.ENOSPC: "disken är full",
    errno.ENAMETOOLONG: "namnet är för långt",
}


class ServiceCommand(BaseCommand):
    """A command that calls services. Subclasses implement `serve`; what a service refuses becomes one line."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve, and turn a refusal into a message and a non-zero exit."""
        try:
            self.serve(**options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        except UnicodeEncodeError as error:
            raise CommandError("Ett namn på kommandoraden är inte skrivet i UTF-8.") from error
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


def reason_of(error: OSError) -> str:
    """Return in Swedish why a file could not be read or written."""
    return REASONS.get(error.errno or 0, error.strerror or str(error))


def read_file(name: str) -> bytes:
    """Return the bytes of the file.

    Raises:
        Refused: there is no such file, it cannot be read, or it is larger than any file that we know.
    """
    name.encode()
    try:
        with Path(name).open("rb") as file:
            content = file.read(LARGEST_FILE + 1)  # what is no plain file may have no end
    except OSError as error:
        raise Refused(f"Filen {name} går inte att läsa: {reason_of(error)}.") from error
    if len(content) > LARGEST_FILE:
        raise Refused(f"Filen {name} är större än 20 MB.")
    return content


@contextmanager
def room_for(path: Path) -> Iterator[None]:
    """Make sure that a file can be written at `path` before any work is done for it.

    Folders that are missing are made; if the work inside the context fails they are taken away again.

    Raises:
        Refused: there is something else than a file at `path`, or its folder cannot be made or written in.
    """
    str(path).encode()
    made: list[Path] = []
    try:
        if path.exists() and not path.is_file():
            raise Refused(f"{path} är ingen fil: ange en fil att skriva.")
        made = [folder for folder in (path.parent, *path.parent.parents) if not folder.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = _aside(path)
        aside.touch()
        aside.unlink()
    except OSError as error:
        _take_away(made)
        raise Refused(f"{path.parent} går inte att skriva i: {reason_of(error)}.") from error
    try:
        yield
    except BaseException:
        _take_away(made)
        raise


def _take_away(folders: list[Path]) -> None:
    """Remove folders, the innermost first, as far as they are empty."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def write_file(path: Path, content: bytes) -> None:
    """Write the file whole or not at all: aside first, then moved into place. Unchanged bytes are left alone.

    Raises:
        Refused: the folder does not exist or does not let itself be written to.
    """
    path = path.resolve()  # where a link points, the link stays
    aside = _aside(path)
    try:
        if path.is_file() and path.read_bytes() == content:
            return
        aside.write_bytes(content)
        aside.replace(path)
    except OSError as error:
        with suppress(OSError):
            aside.unlink()
        raise Refused(f"Filen {path} går inte att skriva: {reason_of(error)}.") from error


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


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
        Refused: only one of the two was named, both are the same, or there is no such account.
    """
    prepared_by, approved_by = options["prepared_by"], options["approved_by"]
    if is_demonstration():
        prepared_by, approved_by = prepared_by or PREPARER, approved_by or APPROVER
    if not prepared_by and not approved_by:
        return None
    if not prepared_by or not approved_by:
        raise Refused("Två personer behövs: ange både --prepared-by och --approved-by.")
    if prepared_by == approved_by:
        raise Refused("Två olika personer behövs: den som bereder kan inte också godkänna.")
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
