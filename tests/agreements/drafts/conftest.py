"""People who set an agreement up, and a draft that is copied from a small published one."""

from datetime import UTC, datetime

import pytest

from agreements.models import AgreementDraft
from agreements.services.drafting import copy_agreement
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from tests import factories

NOW = datetime(2014, 12, 10, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def users(db: None) -> dict[Role, User]:
    """One person for each role that has to do with drafts, and a reporter."""
    roles = (
        Role.MINISTRY_PREPARER, Role.MINISTRY_APPROVER, Role.SKR_ADMINISTRATOR, Role.ASSESSOR, Role.LEAD_ASSESSOR,
        Role.AUDITOR,
    )  # fmt: skip
    return {role: factories.person(role) for role in roles}


@pytest.fixture
def people(users: dict[Role, User]) -> dict[Role, Actor]:
    """The same as actors."""
    return {role: actor_of(user, clock.today()) for role, user in users.items()}


@pytest.fixture
def draft(people: dict[Role, Actor]) -> AgreementDraft:
    """A copy of the small agreement of 2014, begun by the ministry's preparer."""
    factories.agreement()
    preparer = people[Role.MINISTRY_PREPARER]
    return copy_agreement(preparer, "prov-2014", code="prov-2015", title="Prov på psykisk hälsa 2015")
