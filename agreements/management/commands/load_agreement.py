"""Read agreements from YAML files and publish them."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.db import transaction

from agreements.domain.definition import Definition
from agreements.domain.loading import DefinitionFaults, load_definition
from agreements.services import publish
from prio.commands import ServiceCommand, read_file
from prio.refused import Refused


class Command(ServiceCommand):
    """All files or none: every fault in every file is named at once."""

    help = "Läser in överenskommelser från YAML-filer och publicerar dem. Samma fil igen ändrar inget."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the files, and the reason for a new version."""
        parser.add_argument("files", nargs="+", metavar="FILE", help="YAML-fil med en överenskommelse")
        parser.add_argument(
            "--new-version",
            metavar="SKÄL",
            default="",
            help="publicera ändringar som en ny version, av detta skäl",
        )

    def serve(self, **options: Any) -> None:
        """Check every file, then publish them together."""
        definitions = self._read(options["files"])
        reason = options["new_version"].strip()
        with transaction.atomic():
            publications = [
                publish(definition, source_file=Path(name).name, reason=reason)
                for name, definition in definitions.items()
            ]
        for definition, published in zip(definitions.values(), publications, strict=True):
            word = "publicerad som" if published.is_new else "oförändrad,"
            self.say(f"{definition.code}: {word} version {published.version.number}.")

    def _read(self, names: list[str]) -> dict[str, Definition]:
        definitions: dict[str, Definition] = {}
        faults: list[str] = []
        for name in names:
            try:
                definitions[name] = load_definition(decoded(read_file(name), name), name)
            except DefinitionFaults as found:
                faults += [str(fault) for fault in found.faults]
            except Refused as refusal:
                faults.append(str(refusal))
        codes = Counter(definition.code for definition in definitions.values())
        faults += [f"{code} står i flera av filerna." for code, times in codes.items() if times > 1]
        if len(faults) == 1:
            raise Refused(f"Inget är inläst. {faults[0]}")
        if faults:
            raise Refused(f"Inget är inläst. {len(faults)} fel:\n" + "\n".join(faults))
        return definitions


def decoded(content: bytes, name: str) -> str:
    """Return the text of a file.

    Raises:
        Refused: it is not UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"Filen {name} är inte UTF-8 (byte {error.start}).") from error
