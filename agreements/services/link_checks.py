"""Asking the web addresses of answers whether they answer: ordered when an answer is saved, done by a job."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings

from agreements.domain.given_links import links_in
from agreements.domain.questions import Question
from agreements.evidence.links import LONGEST_DETAIL, Network, ask
from agreements.models import LinkCheck
from prio import clock
from prio.jobs.services import order

CHECK_LINK = "check_link"
# What was asked so recently is not asked again.
FRESH = timedelta(days=1)


def order_link_checks(given: Iterable[tuple[Question, object]], by_id: int) -> None:
    """Order the check of the web addresses in answers, in the caller's transaction, unless LINK_CHECKS is off.

    Two that give the same addresses at once write them in the same order, and so never wait for each other in a ring.
    """
    urls = {url for question, value in given for url in links_in(question, value)}
    for url in sorted(urls) if settings.LINK_CHECKS else ():
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
