"""Let somebody hold a role."""

from argparse import ArgumentParser
from typing import Any

from prio.accounts.roles import Authority, Role
from prio.accounts.services import grant_role
from prio.commands import ServiceCommand


class Command(ServiceCommand):
    """Grant a role, and make the account if there is none."""

    help = "Ger någon en roll från i dag. Finns inte kontot skapas det, med ett lösenord som visas en gång."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the account, the role and whom it is held for."""
        parser.add_argument("username", metavar="KONTO", help="kontots namn")
        parser.add_argument("role", metavar="ROLL", choices=Role.values, help=", ".join(Role.values))
        parser.add_argument("--name", default="", help="personens namn, för ett nytt konto")
        parser.add_argument("--email", default="", help="personens e-post, för ett nytt konto")
        parser.add_argument(
            "--organisation", default="", metavar="KOD", help="organisationen som rollen gäller för"
        )
        parser.add_argument("--county", default="", metavar="KOD", help="länet som rollen gäller för")
        parser.add_argument(
            "--authority",
            default="",
            choices=["", *Authority.values],
            help="vem en bedömare (annars Socialstyrelsen) eller utbetalare (annars Kammarkollegiet) arbetar för",
        )

    def serve(self, **options: Any) -> None:
        """Grant the role and show the password of a new account."""
        granted = grant_role(
            options["username"],
            Role(options["role"]),
            name=options["name"],
            email=options["email"],
            organisation=options["organisation"],
            county=options["county"],
            authority=options["authority"],
        )
        self.say(f"{granted.membership}.")
        if granted.password:
            self.say(f"Nytt konto. Lösenord, visas bara nu: {granted.password}")
