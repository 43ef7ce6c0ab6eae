"""What a job's page says of each kind of job: each app names its own when the site's addresses are read."""

from collections.abc import Callable
from dataclasses import dataclass

from prio.jobs.models import Job


@dataclass(frozen=True, slots=True)
class JobPage:
    """How jobs of a kind are shown.

    title: what is being done, as a heading. back: the address of the page that the job was started from.
    done: the address of what the job made, back: where to go otherwise; both are asked with the job.
    done_label, back_label: the words of those links. says: what it came to, in a sentence, from its result.
    about: what it is about, as a person calls it; the job's subject where nothing is said.
    """

    title: str
    done: Callable[[Job], str]
    done_label: str
    back: Callable[[Job], str]
    back_label: str
    says: Callable[[Job], str] = lambda _: ""
    about: Callable[[Job], str] = lambda job: job.subject


_pages: dict[str, JobPage] = {}


def register_page(kind: str, page: JobPage) -> None:
    """Let jobs of `kind` be shown as `page` says."""
    _pages[kind] = page


def page_of(kind: str) -> JobPage | None:
    """Return how jobs of `kind` are shown, or None where no app has said so."""
    return _pages.get(kind)
