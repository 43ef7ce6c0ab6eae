"""An agreement that is open now, with the rules of 2015, and persons of every organisation who report in it."""

from datetime import timedelta
from functools import cache

from agreements.domain.definition import Definition
from agreements.services import publish
from assessment.selectors import published_version
from bench.chain import demonstration
from prio import clock
from prio.accounts.models import Membership, User
from prio.accounts.roles import Role
from prio.desk.demonstration.year import RULES_OF, moved_to
from prio.parties.models import Organisation

CODE = "bench-open"


@cache
def open_year(closes_in: int = 21) -> Definition:
    """Publish the agreement once; its last day is `closes_in` days from today, 0 for today."""
    demonstration()
    today = clock.today()
    plain = moved_to(published_version(f"prio-{RULES_OF}").definition, today).to_plain()
    dates = {**plain["dates"], "closes": (today + timedelta(days=closes_in)).isoformat()}  # type: ignore[dict-item]  # plain data
    requirements = [
        {name: value for name, value in one.items() if name != "closes"}
        for one in plain["requirements"]  # type: ignore[attr-defined]  # plain data
    ]
    definition = Definition.from_plain({**plain, "code": CODE, "dates": dates, "requirements": requirements})
    publish(definition, source_file="", simulated=True)
    return definition


def people_of(organisations: int, each: int) -> list[tuple[User, Organisation]]:
    """Make `each` persons in each of the first `organisations`, who report and sign; return them in order."""
    bodies = list(Organisation.objects.order_by("code")[:organisations])
    users = User.objects.bulk_create(
        User(username=f"{body.code}.{number}", email=f"{body.code}.{number}@example.org", password="!")
        for body in bodies
        for number in range(each)
    )
    pairs = [(user, bodies[index // each]) for index, user in enumerate(users)]
    Membership.objects.bulk_create(
        Membership(user=user, role=role, organisation=body, valid_from=clock.today() - timedelta(days=400))
        for user, body in pairs
        for role in (Role.REPORTER, Role.SIGNER)
    )
    return pairs
