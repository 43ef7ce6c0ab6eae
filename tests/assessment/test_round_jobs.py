"""The jobs of a round: of the kind that was ordered, as who ordered it, stopped and gone on without doing it twice."""

from collections.abc import Iterator

import pytest

from assessment.models import Finding, FindingState, RoundKind, Verdict
from assessment.services.judging import prepare
from assessment.tasks import SEND_FINDINGS, assess_job, send_findings_job
from prio.accounts.models import Membership
from prio.jobs import services
from prio.jobs.models import Job, JobState
from prio.jobs.registry import JobStopped, silent
from prio.mail.models import Message
from prio.refused import NotPermitted
from tests.assessment.judging import CODE, MET, Court, at, hand_in_all, key, make_court, open_and_assess
from tests.jobs.trial import Queue

pytestmark = pytest.mark.django_db


@pytest.fixture
def court(monkeypatch: pytest.MonkeyPatch) -> Iterator[Court]:
    Queue(monkeypatch)
    with at():
        made = make_court()
        hand_in_all(made)
        yield made


def prepared_findings(court: Court) -> int:
    """Prepare the findings of both kommuner on GK2 and of Berg on GK1."""
    open_and_assess(court, RoundKind.PRELIMINARY, sample_percent=None)
    for code, party in (("GK2", court.world.berg), ("GK2", court.world.ostersund), ("GK1", court.world.berg)):
        criteria = {"c2": MET} if code == "GK1" else {}
        prepare(
            court.assessor,
            RoundKind.PRELIMINARY,
            key(code, party),
            revision=0,
            criteria=criteria,
            outcome="met",
        )
    return 3


def test_the_kind_of_the_round_goes_with_the_order(court: Court) -> None:
    assess_job(silent, court.lead.user_id, {"agreement": CODE, "kind": "preliminary"})
    assert (Finding.objects.count(), Verdict.objects.count()) == (6, 0)
    assess_job(silent, court.lead.user_id, {"agreement": CODE})  # as it was ordered before there were kinds
    assert Verdict.objects.count() == 9


def test_sending_that_is_stopped_goes_on_and_sends_nothing_twice(court: Court) -> None:
    number = prepared_findings(court)
    seen = []

    def stops_after_one(step: str, done: int = 0, total: int = 0) -> None:
        seen.append((done, total))
        if done == 1:
            raise JobStopped

    parameters = {"agreement": CODE}
    with pytest.raises(JobStopped):
        send_findings_job(stops_after_one, court.lead.user_id, parameters)
    sent = Finding.objects.filter(state=FindingState.SENT)
    assert (sent.count(), seen) == (1, [(0, number), (1, number)])
    letters = Message.objects.count()
    assert letters > 0
    again = send_findings_job(silent, court.lead.user_id, parameters)
    assert (again["sent"], sent.count()) == (number - 1, number)
    assert Message.objects.filter(key__startswith="finding:").values("key").distinct().count() == (
        Message.objects.filter(key__startswith="finding:").count()
    )


def test_who_is_no_lead_any_more_when_it_runs_sends_nothing(court: Court) -> None:
    prepared_findings(court)
    job = services.order(SEND_FINDINGS, CODE, court.lead.user_id, {"agreement": CODE})
    Membership.objects.filter(user=court.lead.user_id).delete()
    services.run(job.pk)
    failed = Job.objects.get(pk=job.pk)
    assert (failed.state, failed.refused) == (JobState.FAILED, True)
    with pytest.raises(NotPermitted):
        send_findings_job(silent, court.lead.user_id, {"agreement": CODE})
    assert not Finding.objects.filter(state=FindingState.SENT).exists()
