"""A person in front of a report: asks for its page, saves answers and remembers what was acknowledged."""

import html
import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import httpx

REVISION = re.compile(r'id="question-([\w-]+)"[^>]*data-revision="(\d+)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Answered:
    """What the site answered: its status, the seconds that it took, and when it was asked, by the site's clock."""

    status: int
    seconds: float
    text: str
    location: str = ""
    sent: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass
class Visitor:
    """One person with their own connection, and the revision that their page shows of each question.

    ahead: how far the site's clock is before ours.
    """

    client: httpx.AsyncClient
    cookies: dict[str, str]
    revisions: dict[str, int] = field(default_factory=dict)
    ahead: timedelta = timedelta(0)

    async def ask(self, method: str, path: str, **more: object) -> Answered:
        """Send one request as this person, with what a proxy would tell. A failed connection counts as status 0."""
        sent = datetime.now(UTC) + self.ahead
        headers = {
            "X-Request-Start": f"t={sent.timestamp():.6f}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-CSRFToken": self.cookies["csrftoken"],
            **dict(more.pop("headers", {})),  # type: ignore[call-overload]  # what httpx takes
        }
        start = time.perf_counter()
        try:
            answer = await self.client.request(method, path, headers=headers, **more)  # type: ignore[arg-type]  # as above
        except httpx.HTTPError as fault:
            return Answered(0, time.perf_counter() - start, repr(fault), sent=sent)
        location = answer.headers.get("location", "")
        return Answered(answer.status_code, time.perf_counter() - start, answer.text, location, sent)

    async def open(self, report: str) -> Answered:
        """Open the page of a report and remember the revisions that it shows."""
        answer = await self.ask("GET", report)
        self._remember(answer)
        return answer

    async def save(self, report: str, question: str, fields: dict[str, str]) -> Answered:
        """Save one question as the page does; `fields` are what was typed, by part of the question."""
        typed = {f"q.{question}.{part}" if part else f"q.{question}": text for part, text in fields.items()}
        base = str(self.revisions.get(question, 0))
        data = {
            "question": question,
            f"base.{question}": base,
            "tab": self.cookies["sessionid"][:16],
            **typed,
        }
        answer = await self.ask(
            "POST", f"{report}svar/", content=urlencode(data), headers={**FORM, "HX-Request": "true"}
        )
        self._remember(answer)
        return answer

    def _remember(self, answer: Answered) -> None:
        if answer.status == 200:
            self.revisions |= {
                key: int(number) for key, number in REVISION.findall(html.unescape(answer.text))
            }
