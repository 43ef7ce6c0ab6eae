"""Load the reference facts that ship with Prio."""

from typing import Any

from prio.commands import ServiceCommand
from prio.parties.services import load_reference


class Command(ServiceCommand):
    """Can be run at any time: what is there already stays."""

    help = "Läser in län, kommuner, regioner, deras namn och folkmängd 2011-2024. En gång till ändrar inget."

    def serve(self, **options: Any) -> None:
        """Load, and say what there is."""
        loaded = load_reference()
        change = f"{loaded.changed} nya eller rättade rader" if loaded.changed else "inget ändrat"
        self.say(
            f"Referensuppgifter: {loaded.counties} län, {loaded.parties} parter, "
            f"{loaded.organisations} organisationer, folkmängd för {loaded.populations} år; {change}."
        )
