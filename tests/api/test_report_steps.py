"""The steps of a report through the API: handing in, taking back, declining, confirming; refusals as on the pages."""

import pytest

from agreements.domain.loading import load_definition
from agreements.services import publish
from tests.agreements.reporting.form_world import EVERY_TYPE
from tests.api.conftest import HAND_INS, System, Systems, report
from tests.reporting import (
    Place,
    save,
)


class TestSteps:
    def test_a_report_is_handed_in_taken_back_declined_and_resumed(self, system: System) -> None:
        system.patch(report("B1"), {"base": 0, "answers": {"made": True}})
        system.post(HAND_INS, {"requirements": ["B1"], "confirm": True})
        steps = [
            ("take-back", None, "draft"),
            ("decline", {"reason": "Vi deltar inte."}, "declined"),
            ("resume", None, "draft"),
        ]
        for step, data, state in steps:
            answer = system.post(report("B1", part=f"{step}/"), data)
            assert (answer.status_code, answer.json()["state"]) == (200, state)
        assert system.get(report("B1")).json()["answers"] == {"made": True}

    def test_a_refusal_is_the_pages(self, system: System) -> None:
        answer = system.post(report("B1", part="take-back/"))
        assert (answer.status_code, answer.json()["message"]) == (
            409,
            "Läget är ”Inte påbörjad”. Då går det inte att ta steget ”Ta tillbaka”.",
        )
        answer = system.post(report("B1", part="decline/"), {"reason": "x" * 1001})
        assert answer.json()["message"] == "Skälet är 1001 tecken långt. Högst 1000 får plats."
        for reason in ("", "a\x00b", "\ud800", None, 7, ["x"]):
            answer = system.post(report("B1", part="decline/"), {"reason": reason})
            assert answer.status_code == 422, reason

    def test_only_a_signer_takes_steps(self, place: Place, system_of: Systems) -> None:
        system = system_of(place.signer, place.ostersund, may_hand_in=False)
        for step in ("take-back", "resume", "decline"):
            answer = system.post(report("B1", part=f"{step}/"), {"reason": "Nej."})
            assert answer.status_code == 403, step
            assert answer.json()["message"].startswith("Ni har inte behörighet till det här steget")

    def test_a_new_wording_is_confirmed(self, system: System, place: Place) -> None:
        confirm = f"{report()}confirm-wording/"
        first = {"version": system.get(report()).json()["version"]}
        assert system.post(confirm, first).json()["message"] == "Det finns inga svar att bekräfta."
        save(place.reporter, "decided", True)
        assert system.post(confirm, first).json()["state"] == "draft"
        answer = system.post(confirm)
        assert (answer.status_code, list(answer.json()["problems"])) == (422, ["version"])

    def test_a_wording_that_nobody_has_read_is_not_confirmed(self, system: System, place: Place) -> None:
        save(place.reporter, "decided", True)
        text = EVERY_TYPE.replace("Är den beslutad?", "Är den beslutad av nämnden?")
        publish(load_definition(text, "prov.yaml"), source_file="prov.yaml", reason="Tydligare.")
        answer = system.post(f"{report()}confirm-wording/", {"version": 1})
        assert answer.status_code == 409
        assert "Kravet har ändrats en gång till." in answer.json()["message"]
        assert system.get(report()).json()["needs_confirmation"] is True
        assert system.post(f"{report()}confirm-wording/", {"version": 2}).status_code == 200
        assert system.get(report()).json()["needs_confirmation"] is False

    @pytest.mark.parametrize(
        "step", ["take-back", "resume", "decline", "confirm-wording", "confirm-prefilled"]
    )
    def test_somebody_elses_steps_do_not_exist(self, system: System, step: str) -> None:
        bodies: dict[str, object] = {
            "confirm-prefilled": {"questions": ["decided"]},
            "confirm-wording": {"version": 1},
            "decline": {"reason": "Nej."},
        }
        data = bodies.get(step)
        assert system.post(report("B1", "2326", f"{step}/"), data).status_code == 404
