"""The next step when a signature, a completion and a new wording wait at the same time."""

from agreements.selectors.overview import PartyOverview, overview
from agreements.selectors.own_reports import own_reports
from agreements.services.deciding import request_completion
from agreements.services.leaving import ask_for_signature
from prio import clock
from prio.accounts.roles import Actor, Role
from tests.reporting import CODE, Place, actor_for, key_of, press, save


def home(actor: Actor) -> PartyOverview:
    own = own_reports(actor, CODE, now=clock.now())
    assert own is not None
    (found,) = overview(own)
    return found


def returned(place: Place) -> None:
    for question, value in {"decided": True, "how": "Vi möts.", "meetings": 4, "early": 1}.items():
        save(place.reporter, question, value, None)
    save(place.reporter, "made", True, requirement="B1")
    save(place.reporter, "people", {"women": 1, "men": 2}, None, requirement="B1")
    press(place.signer, "GK1", "B1")
    due = clock.today().replace(month=7)
    request_completion(place.assessor, key_of("B1"), "people", "Dela på kön.", due)


class TestACompletionThatIsReady:
    """It waits for the signature, not for who has completed it."""

    def test_is_to_hand_in_for_who_signs(self, place: Place) -> None:
        returned(place)
        ask_for_signature(place.reporter, CODE, "2380")
        step = home(place.signer).next_step
        assert (step.heading, step.to) == ("Läs igenom och lämna in", "hand_in")

    def test_leads_who_reports_on_to_what_is_left(self, place: Place) -> None:
        returned(place)
        ask_for_signature(place.reporter, CODE, "2380")
        assert home(place.reporter).next_step.heading == "Börja med ALLT Allt som kan frågas"

    def test_asks_nothing_of_who_only_reads(self, place: Place) -> None:
        returned(place)
        step = home(actor_for(place.ostersund, Role.READER)).next_step
        assert (step.heading, step.label) == ("Rapporteringen pågår", "")
