"""The pages: a whole request beside bare Django drawing the same template from the same prepared rows."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.template import loader
from django.test import Client
from django.test.utils import ContextList, setup_test_environment, teardown_test_environment

from bench.chain import demonstration, queries_of
from bench.frame import Measured, figure, milliseconds
from payouts.models import AllocationRun, Decision
from prio.accounts.demonstration import PREPARER

YEAR = "prio-2014"
LARGEST_COUNTY = "14"  # Västra Götaland, 49 kommuner


def addresses() -> dict[str, str]:
    """The pages of a year, by what they show."""
    run = AllocationRun.objects.filter(agreement__code=YEAR, decisions__isnull=False).latest("pk")
    decision = Decision.objects.get(run=run)
    year = f"/overenskommelser/{YEAR}"
    return {
        "home": "/",
        "agreements": "/overenskommelser/",
        "agreement": f"{year}/",
        "counties": f"{year}/lan/",
        "county board": f"{year}/lan/{LARGEST_COUNTY}/",
        "allocation": f"{year}/fordelning/",
        "explanation": f"{year}/fordelning/{run.pk}/A3/2380/",
        "decisions": f"{year}/beslut/",
        "decision": f"{year}/beslut/{decision.pk}/",
    }


def visitor() -> Client:
    """Somebody of the ministry, signed in."""
    demonstration()
    client = Client(SERVER_NAME="localhost")
    client.force_login(
        get_user_model().objects.get(username=PREPARER), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def drawn_with(client: Client, address: str) -> tuple[str, Mapping[str, Any]]:
    """Return the template of a page and everything that it was drawn with."""
    setup_test_environment(debug=False)
    try:
        response = client.get(address)
    finally:
        teardown_test_environment()
    name = response.templates[0].name
    if name is None or not isinstance(response.context, ContextList):
        raise RuntimeError(f"{address} is drawn without a template of its own")
    return name, response.context[0].flatten()


def fetch(client: Client, address: str) -> None:
    """Fetch a page that must be there."""
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answers {response.status_code}")


@figure("page", unit="ms", at_most_times_floor=4)
def pages() -> dict[str, Measured]:
    """Each page of a year with all its 311 parties."""
    client = visitor()
    measured = {}
    for name, address in addresses().items():
        template, context = drawn_with(client, address)
        page = loader.get_template(template)
        measured[name] = Measured(
            milliseconds(partial(fetch, client, address)), milliseconds(partial(page.render, dict(context)))
        )
    return measured


@figure("page, SQL", unit="queries", at_most=12)
def page_queries() -> dict[str, Measured]:
    """The queries of each page, sign-in and roles included."""
    client = visitor()
    return {
        name: Measured(queries_of(partial(fetch, client, address))) for name, address in addresses().items()
    }
