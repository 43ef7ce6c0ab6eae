"""Check that nobody has changed the log."""

from typing import Any

from prio.audit.models import Seal
from prio.audit.services import broken_seals, seal_events
from prio.commands import ServiceCommand
from prio.refused import Refused


class Command(ServiceCommand):
    """Seal what is new, then compare every seal with the events under it."""

    help = "Förseglar det som är nytt i loggen och kontrollerar att ingen förseglad händelse är ändrad."

    def serve(self, **options: Any) -> None:
        """Tell how many seals hold, or name those that are broken."""
        seal_events()
        if broken := [f"{seal.first_event}–{seal.last_event}" for seal in broken_seals()]:
            raise Refused(f"Loggen är ändrad. Brutna förseglingar, händelserna {', '.join(broken)}.")
        self.say(f"Loggen är hel: {Seal.objects.count()} förseglingar stämmer.")
