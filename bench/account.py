"""The account of a year in which all 311 parties reported everything: its page, its file, its PDF."""

from collections.abc import Callable
from functools import partial

from django.template import loader

from assessment.pdf.account import render_account
from assessment.selectors.account import Account
from assessment.selectors.account import account as read_account
from bench.chain import REPORTED_YEAR, queries_of, reported_year
from bench.frame import Measured, figure, milliseconds
from bench.pages import drawn_with, fetch, visitor
from prio.accounts.roles import Actor, Role
from prio.suppression import suppress

PAGE = f"/overenskommelser/{REPORTED_YEAR}/redovisning/"
AUDITOR = Actor(user_id=0, name="Revisor", roles=frozenset({Role.AUDITOR}))


def _account() -> Account:
    reported_year()
    found = read_account(AUDITOR, REPORTED_YEAR)
    if found is None:
        raise RuntimeError(f"{REPORTED_YEAR} has no account")
    return found


@figure("the account's page", unit="ms", at_most=150)
def page() -> Measured:
    """A whole request: everything is added up from what was reported and judged, nothing is kept between requests.

    Beside it bare Django drawing the same template from the same prepared rows.
    """
    reported_year()
    client = visitor()
    template, context = drawn_with(client, PAGE)
    bare = loader.get_template(template)
    return Measured(
        milliseconds(partial(fetch, client, PAGE)), milliseconds(partial(bare.render, dict(context)))
    )


@figure("the account's page, SQL", unit="queries", at_most=12)
def page_queries() -> Measured:
    """The queries of the page, sign-in and roles included."""
    reported_year()
    client = visitor()
    return Measured(queries_of(partial(fetch, client, PAGE)))


@figure("the account as PDF", unit="ms", at_most=1000)
def pdf() -> Measured:
    """It is drawn while somebody waits, so it takes less than a second."""
    return Measured(milliseconds(partial(render_account, _account())))


@figure("small numbers of a year hidden anew", unit="ms", at_most=500)
def suppression() -> Measured:
    """Every table of the year, nothing remembered: 290 kommuner, 21 counties, women and men."""
    return Measured(milliseconds(_forgetful(_account())))


def _forgetful(account: Account) -> Callable[[], None]:
    def work() -> None:
        suppress.cache_clear()
        if read_account(AUDITOR, account.definition.code) is None:
            raise RuntimeError("the account is gone")

    return work
