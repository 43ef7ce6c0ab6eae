"""Playing the storm: every person keeps to a timetable of their own, and waits for each answer before the next step."""

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import httpx

from agreements.domain.questions import Question
from bench.storm.scene import Team, Written, document, simple
from bench.visitor import Answered, Visitor

SECONDS_TO_ANSWER = 180
SAVES_EACH = 8
SERVER_FAULT = 500
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
KEY = re.compile(r'name="key" value="([^"]+)"')
Step = Callable[[], Awaitable[None]]


@dataclass
class Log:
    """What was asked of the site and what it answered. seconds: by kind of step."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    offered: int = 0
    faults: list[str] = field(default_factory=list)

    def note(self, kind: str, answer: Answered) -> Answered:
        """Note one answer."""
        self.seconds.setdefault(kind, []).append(answer.seconds)
        self.statuses[kind, answer.status] += 1
        if answer.status >= SERVER_FAULT or answer.status == 0:
            self.faults.append(f"{kind}: {answer.status} {answer.text[:200]}")
        return answer

    @property
    def served(self) -> int:
        """How many requests were answered."""
        return sum(number for (_, status), number in self.statuses.items() if status)


class Storm:
    """All teams at once.

    seconds: how long the hour lasts here; the deadline passes after `deadline` of them. ahead: how far the site's clock
    is before ours.
    """

    def __init__(
        self, address: str, teams: list[Team], seconds: float, deadline: float, ahead: timedelta, seed: int
    ) -> None:
        self.address, self.teams, self.seconds, self.deadline = address, teams, seconds, deadline
        self.ahead = ahead
        self.chance = random.Random(seed)
        self.log = Log()

    def play(self) -> float:
        """Play it; return the seconds that it took."""
        start = time.perf_counter()
        asyncio.run(self._play())
        return time.perf_counter() - start

    async def _play(self) -> None:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=200)
        async with httpx.AsyncClient(
            base_url=self.address, limits=limits, timeout=SECONDS_TO_ANSWER
        ) as client:
            self.begun = time.perf_counter()
            await asyncio.gather(*(self._team(client, team) for team in self.teams))

    async def _team(self, client: httpx.AsyncClient, team: Team) -> None:
        people = [Visitor(client, dict(jar), ahead=self.ahead) for jar in team.cookies]
        begins = self.chance.uniform(0, self.seconds * 0.3)
        # Most sign in the last minutes, one in ten after midnight.
        signs = self.deadline * self.chance.uniform(0.8, 1.11)
        await asyncio.gather(
            *(self._person(person, number, team, begins, signs) for number, person in enumerate(people))
        )

    async def _person(self, person: Visitor, number: int, team: Team, begins: float, signs: float) -> None:
        """Open every report, write until it is time to sign; the first two press the button, each twice."""
        for requirement in team.requirements:
            await self._at(begins)
            self.log.note("open", await person.open(team.report(requirement.code)))
        times = sorted(self.chance.uniform(begins, signs) for _ in range(SAVES_EACH))
        written = [one for one in team.requirements if simple(one)]
        turns = [self.chance.choice(written) for _ in times]
        for turn, (moment, requirement) in enumerate(zip(times, turns, strict=True)):
            await self._at(moment)
            question = self.chance.choice(simple(requirement))
            await self._save(person, team, requirement.code, question, number * 1000 + turn)
        if number == 0:
            await self._upload(person, team)
        if number < 2:
            await self._sign(person, team, signs)

    async def _at(self, moment: float) -> None:
        self.log.offered += 1
        await asyncio.sleep(max(0.0, self.begun + moment - time.perf_counter()))

    async def _save(self, person: Visitor, team: Team, code: str, question: Question, number: int) -> None:
        typed, answer = _typed(question, number)
        got = self.log.note("save", await person.save(team.report(code), question.key, {"": typed}))
        refused = "data-refused" in got.text or f'name="clash.{question.key}"' in got.text
        taken = got.status == 200 and not refused
        revision = person.revisions.get(question.key) if taken else None
        team.written.setdefault(code, []).append(
            Written(question.key, answer, revision, is_known=got.status != 0)
        )

    async def _upload(self, person: Visitor, team: Team) -> None:
        pairs = [(one.code, found) for one in team.requirements if (found := document(one))]
        for code, question in pairs[:1]:
            self.log.offered += 1
            got = self.log.note(
                "upload",
                await person.ask(
                    "POST",
                    f"{team.report(code)}underlag/{question.key}/",
                    files={f"fil.{question.key}": ("underlag.pdf", PDF, "application/pdf")},
                    headers={"X-Requested-With": "upload.js"},
                ),
            )
            team.uploaded += got.status == 200

    async def _sign(self, person: Visitor, team: Team, moment: float) -> None:
        await self._at(moment)
        page = self.log.note("summary", await person.ask("GET", team.signing))
        key = KEY.search(page.text)
        if key is None:  # somebody else of the team was first: nothing is left to sign
            return
        data = {
            "key": key[1],
            "krav": [one.code for one in team.requirements],
            "behorig": "ja",
            "verb": "hand_in",
        }
        self.log.offered += 2
        answers = await asyncio.gather(*(person.ask("POST", team.signing, data=data) for _ in range(2)))
        for answer in answers:
            self.log.note("hand in", answer)
            team.pressed.append(answer.sent)
            if answer.location:
                team.receipts.append(answer.location)


def _typed(question: Question, number: int) -> tuple[str, object]:
    if question.type == "yes_no":
        return ("ja", True) if number % 2 else ("nej", False)
    if question.type == "count":
        return str(number), number
    return f"Svar nummer {number}.", f"Svar nummer {number}."
