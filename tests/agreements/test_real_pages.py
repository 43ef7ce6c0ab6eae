"""Every agreement that ships is drawn whole: no undefined variable, every requirement, every setting."""

from pathlib import Path

import pytest
from django.test import Client

from prio.accounts.roles import Role

DEFINITIONS = sorted((Path(__file__).parents[2] / "agreements/definitions").glob("*.yaml"))


@pytest.mark.django_db
@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.stem)
def test_the_page_of_a_real_agreement_shows_every_requirement(client: Client, path: Path) -> None:
    from tests import factories as make

    agreement = make.agreement(path.read_text(encoding="utf-8"))
    client.force_login(make.person(Role.AUDITOR))
    html = client.get(f"/overenskommelser/{agreement.code}/").content.decode()
    definition = agreement.versions.get().definition
    for requirement in definition.requirements:
        assert f'id="{requirement.code}"' in html
    for set_by in definition.set_by.values():
        assert set_by.who in html
