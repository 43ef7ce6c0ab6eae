"""Write the reminders that are due; the clock does it by itself every hour of the day."""

from typing import Any

from agreements.reminders import remind
from prio.commands import ServiceCommand
from prio.swedish import counted


class Command(ServiceCommand):
    """Remind those who have not handed in. Once a step has been told, it is not told again."""

    help = "Skriver de påminnelser som ska ut i dag till dem som inte har lämnat in. Kan köras hur ofta som helst."

    def serve(self, **options: Any) -> None:
        """Write them, and say how many they were."""
        self.say(f"{counted(remind(), 'påminnelse skriven,påminnelser skrivna')}.")
