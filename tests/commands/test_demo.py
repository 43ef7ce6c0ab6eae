"""Making a demonstration on the command line; what it builds is tried out in tests/desk/test_demonstration_build.py."""

import pytest

from prio.accounts.models import Installation, User
from tests.commands.trial import one_line

pytestmark = pytest.mark.django_db


def test_where_real_people_have_accounts_nothing_made_up_comes_in() -> None:
    User.objects.create_user("karin", "karin@example.org")
    line = one_line("demo")
    assert line == "Installationen har riktiga konton och kan därför inte bli en demonstration."
    assert not Installation.objects.exists()
