"""Reporting: an autosave while fifty people write, and the form of the longest report."""

import asyncio
import statistics
import time
from functools import cache, partial

import httpx
from django.test import Client

from agreements.domain.requirement import RequirementDefinition
from bench.chain import queries_of
from bench.frame import Measured, figure
from bench.open_year import CODE, open_year, people_of
from bench.pages import fetch
from bench.site import BACKEND, cookies_of, served
from bench.visitor import LOOK, Answered, Visitor
from prio.accounts.models import User

PEOPLE = 50
SECONDS_BETWEEN_SAVES = 5
ROUNDS = 6
CONNECTIONS_AT_MOST = 16
SECONDS_AT_MOST = 8
SECONDS_TO_ANSWER = 30


def longest(kind: str) -> RequirementDefinition:
    """Return the requirement that asks a kind of party the most."""
    asked = [one for one in open_year().requirements if kind in one.parties]
    return max(asked, key=lambda one: sum(not question.source for question in one.questions))


def report_path(requirement: str, party: str) -> str:
    """Return the address of a report."""
    return f"/overenskommelser/{CODE}/rapportering/{party}/{requirement}/"


@cache
def writers() -> list[tuple[User, str]]:
    """Make the people, one in each of the first kommuner, with the kommun's code."""
    return [(user, body.code) for user, body in people_of(PEOPLE + 2, 1) if len(body.code) == 4][:PEOPLE]


@figure("form of the longest report, SQL", unit="queries", at_most=15)
def form_queries() -> dict[str, Measured]:
    """The queries of the page, sign-in and roles included: before anything is written."""
    requirement, (user, party) = longest("municipality"), writers()[0]
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend=BACKEND)
    address = report_path(requirement.code, party)
    fetch(client, address)
    return {requirement.code: Measured(queries_of(partial(fetch, client, address)))}


@figure("autosave, fifty people every five seconds, median", unit="ms", at_most=25)
def autosave_median() -> Measured:
    """Two worker processes on PostgreSQL; from the press of a key to the last byte of the answer."""
    return Measured(statistics.median(_saves()[0]) * 1000)


@figure("autosave, fifty people every five seconds, p95", unit="ms", at_most=100)
def autosave_p95() -> Measured:
    """The same saves: what nineteen of twenty stay below."""
    return Measured(statistics.quantiles(_saves()[0], n=20)[-1] * 1000)


@figure("look for changes, fifty people every ten seconds, p95", unit="ms", at_most=100)
def look_p95() -> Measured:
    """Every open form asks what others have changed, beside the same saves: what nineteen of twenty stay below."""
    return Measured(statistics.quantiles(_saves()[2], n=20)[-1] * 1000)


@figure("autosave, the most that the machine takes", unit="saves/s", only_told=True)
def autosave_most() -> Measured:
    """As many saves as are answered, sixteen connections at once; the same machine also plays the people."""
    return Measured(_saves()[1])


@cache
def _saves() -> tuple[list[float], float, list[float]]:
    """Return the seconds of every save of the fifty, the most saves per second, and the seconds of every look."""
    people, requirement = writers(), longest("municipality")
    question = next(
        one for one in requirement.questions if one.type == "count" and not one.split_by and not one.source
    )
    jars = cookies_of(user for user, _ in people)
    reports = [report_path(requirement.code, party) for _, party in people]
    with served() as address:
        return asyncio.run(_play(address, jars, reports, question.key))


async def _play(
    address: str, jars: list[dict[str, str]], reports: list[str], question: str
) -> tuple[list[float], float, list[float]]:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=SECONDS_TO_ANSWER) as client:
        visitors = [Visitor(client, jar) for jar in jars]
        for visitor, report in zip(visitors, reports, strict=True):
            _must(await visitor.open(report))
            _must(await visitor.save(report, question, {"": "1"}))
        turns = [
            _write(visitor, report, question, number * SECONDS_BETWEEN_SAVES / len(visitors))
            for number, (visitor, report) in enumerate(zip(visitors, reports, strict=True))
        ]
        looks = [
            _look_on(visitor, report, number * LOOK / len(visitors))
            for number, (visitor, report) in enumerate(zip(visitors, reports, strict=True))
        ]
        done = await asyncio.gather(*turns, *looks)
        seconds, looked = done[: len(turns)], done[len(turns) :]
        most = await _most(visitors, reports, question)
        return [one for turn in seconds for one in turn], most, [one for turn in looked for one in turn]


async def _write(visitor: Visitor, report: str, question: str, offset: float) -> list[float]:
    seconds = []
    await asyncio.sleep(offset)
    for turn in range(ROUNDS):
        begun = time.perf_counter()
        seconds.append(_must(await visitor.save(report, question, {"": str(turn + 2)})).seconds)
        await asyncio.sleep(SECONDS_BETWEEN_SAVES - (time.perf_counter() - begun))
    return seconds


async def _look_on(visitor: Visitor, report: str, offset: float) -> list[float]:
    seconds = []
    await asyncio.sleep(offset)
    for _ in range(ROUNDS * SECONDS_BETWEEN_SAVES // LOOK):
        answer = await visitor.look(report)
        if answer.status not in {200, 204}:
            raise RuntimeError(f"a look was answered with {answer.status}: {answer.text[:300]}")
        seconds.append(answer.seconds)
        await asyncio.sleep(LOOK)
    return seconds


async def _most(visitors: list[Visitor], reports: list[str], question: str) -> float:
    ends = time.perf_counter() + SECONDS_AT_MOST

    async def hurry(visitor: Visitor, report: str) -> int:
        saved = 0
        while time.perf_counter() < ends:
            _must(await visitor.save(report, question, {"": str(1000 + saved)}))
            saved += 1
        return saved

    pairs = list(zip(visitors, reports, strict=True))[:CONNECTIONS_AT_MOST]
    return sum(await asyncio.gather(*(hurry(*pair) for pair in pairs))) / SECONDS_AT_MOST


def _must(answer: Answered) -> Answered:
    if answer.status != 200 or "data-refused" in answer.text:
        raise RuntimeError(f"a save was answered with {answer.status}: {answer.text[:300]}")
    return answer
