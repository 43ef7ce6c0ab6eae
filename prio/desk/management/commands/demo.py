"""Make this installation a demonstration, with everything in it."""

from typing import Any

from prio.accounts.demonstration import ACCOUNTS, PASSWORD
from prio.commands import ServiceCommand
from prio.desk.demonstration.build import build_demonstration


class Command(ServiceCommand):
    """Build what is missing; a second call changes nothing."""

    help = (
        "Gör installationen till en demonstration: referensuppgifter, konton, de verkliga åren 2012-2015 till beslut "
        "och ett påhittat år kring i dag. Körs den igen ändras inget."
    )

    def serve(self, **options: Any) -> None:
        """Build the demonstration and tell who may sign in."""
        build_demonstration(self.say)
        width = max(len(account.username) for account in ACCOUNTS)
        self.say(f"Konton (lösenord för alla: {PASSWORD}):")
        for account in ACCOUNTS:
            held_for = account.organisation or account.county
            self.say(f"  {account.username:<{width}}  {account.label}{f' ({held_for})' if held_for else ''}")
