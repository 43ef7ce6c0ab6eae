"""Asking the web addresses of answers whether they answer: ordered when an answer is saved, done by a job."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.conf import settings

from agreements.domain.answers import is_link
from agreements.domain.questions import Question
from agreements.evidence.links import LONGEST_DETAIL, Network, ask
from agreements.models import LinkCheck
from prio import clock
from prio.jobs.services import order

CHECK_LINK = "check_link"
# What was asked so recently is not asked again.
FRESH = timedelta(days=1)


def order_link_checks(question: Question, value: object, by_id: int) -> None:
    """Order the check of the web addresses in an answer, in the caller's transaction, unless LINK_CHECKS is off."""
    if not settings.LINK_CHECKS or question.type not in {"link", "matrix"}:
        return
    for url in dict.fromkeys(_links(question, value)):
        check, _ = LinkCheck.objects.get_or_create(url=url)
        if check.checked_at is None or check.checked_at < clock.now() - FRESH:
            order(CHECK_LINK, str(check.pk), by_id, {"link": check.pk})


def check_link(link_id: int, network: Network | None = None) -> LinkCheck:
    """Ask an address, and write what it answered. Asked lately, it is left as it is.

    Raises LinkCheck.DoesNotExist.
    """
    check = LinkCheck.objects.get(pk=link_id)
    if not settings.LINK_CHECKS or (check.checked_at and check.checked_at > clock.now() - FRESH):
        return check
    found = ask(check.url, network)
    check.answers, check.detail, check.checked_at = found.answers, found.detail[:LONGEST_DETAIL], clock.now()
    check.save(update_fields=["answers", "detail", "checked_at"])
    return check


def _links(question: Question, value: object) -> Iterable[str]:
    if question.type == "link":
        given: Iterable[object] = [value]
    elif isinstance(value, Mapping):
        rows = (value.get(row.key) for row in question.rows)
        given = [row.get("link") if isinstance(row, Mapping) else row for row in rows]
    else:
        given = []
    return (url.strip() for url in given if isinstance(url, str) and is_link(url))
