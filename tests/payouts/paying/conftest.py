"""What every test of payments has: a payer's account in the settings."""

import pytest
from pytest_django.fixtures import Settings

from tests.payouts.paying.till import PAYERS


@pytest.fixture(autouse=True)
def _payers(settings: Settings) -> None:
    settings.PAYERS = PAYERS
