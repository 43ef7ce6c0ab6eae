"""What an agreement is expected to be worth to one party, for who may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from agreements.domain.definition import Definition
from agreements.domain.party_words import the_party
from agreements.domain.progress import asked_of_reporter
from agreements.domain.requirement import RequirementDefinition
from agreements.models import Report
from agreements.selectors.agreements import published_version
from agreements.selectors.ground import ReportingParty, reporting_parties
from agreements.selectors.places import reads_submissions
from payouts.domain import worth_words as words
from payouts.domain.allocation_input import AllocationError, AllocationInput
from payouts.domain.forecast import Stake, Worth, changed, stakes_of, worth_of
from payouts.domain.wording import Noun, nouns, region_noun
from payouts.models import Forecast
from payouts.selectors.forecasts import (
    Standing,
    bases_of,
    is_expected,
    made_up_parts,
    outlook_from,
    standing_forecast,
    states_of,
)
from prio import clock, days
from prio.accounts.roles import Actor
from prio.parties.selectors import county_names

IN = frozenset({"handed_in", "returned", "late"})


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal. `low`, `expected`, `high` in kronor; the rest in words. declined: the party has said no to it."""

    code: str
    name: str
    low: int
    expected: int
    high: int
    about: str
    span: str
    shared_with: str
    assumed: tuple[str, ...]
    moved: str
    declined: bool
    simulated: bool


@dataclass(frozen=True, slots=True)
class WorthPage:
    """What the page, and the part of other pages, shows. Amounts in kronor.

    wanted: the requirement that it is asked about, empty for all. over: nothing is expected any more, the amounts stand
    in a decision. made_at: when it was reckoned, None where it is not reckoned yet. missing: the grundkrav that are not
    handed in. lost, lost_by_county: what a missing grundkrav means.
    """

    code: str
    title: str
    party: ReportingParty
    wanted: str
    over: bool
    made_at: datetime | None = None
    goals: tuple[GoalRow, ...] = ()
    low: int = 0
    expected: int = 0
    high: int = 0
    about: str = ""
    span: str = ""
    county: str = ""
    missing: tuple[str, ...] = ()
    lost: str = ""
    lost_by_county: str = ""
    county_falls: bool = False
    simulated: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it is about all requirements."""
        return not self.wanted

    @property
    def warns(self) -> bool:
        """Whether the loss is to be told as a warning: something that decides over all money is not handed in."""
        return bool(self.missing and self.lost)


def worth_page(actor: Actor, code: str, party_code: str, wanted: str = "") -> WorthPage | None:
    """Return what the agreement is expected to be worth to the party; None where `actor` may not see it.

    Its own organisation sees it, the coordinator of its county, and who reads all. At most five queries.

    Args:
        actor: who asks.
        code: the agreement.
        party_code: the party.
        wanted: a requirement, to be told of that alone.
    """
    version = published_version(actor, code)
    if version is None or version.definition.is_applied_for or not version.definition.is_reported:
        return None  # what is applied for is granted by decision; what goes out by population is nobody's to earn
    definition = version.definition
    found = reporting_parties(definition, code=party_code)
    if not found or not reads_submissions(actor, found[0]):
        return None
    party, now = found[0], clock.now()
    asked = {one.code: one for one in definition.requirements if party.kind in one.parties}
    if not asked or (wanted and wanted not in asked):
        return None
    over = not is_expected(version, clock.today())
    standing = None if over else standing_forecast(version, now)
    if standing is None:
        return WorthPage(code, definition.title, party, wanted, over)
    states = _states(version.agreement_id, party)
    try:
        return _page(
            _About(definition, party, wanted, standing, states, now.astimezone(clock.STOCKHOLM).date())
        )
    except AllocationError:  # a party that is newer than the figures of the population
        return WorthPage(code, definition.title, party, wanted, over)


@dataclass(frozen=True, slots=True)
class _About:
    definition: Definition
    party: ReportingParty
    wanted: str
    standing: Standing
    states: Mapping[str, str]
    today: date

    @property
    def noun(self) -> Noun:
        return nouns(region_noun(self.definition.year))[
            "region" if self.party.kind == "region" else "municipality"
        ]

    @property
    def newest(self) -> Forecast:
        return self.standing.newest

    def asked(self) -> tuple[RequirementDefinition, ...]:
        return tuple(one for one in self.definition.requirements if self.party.kind in one.parties)


def _states(agreement_id: int, party: ReportingParty) -> dict[str, str]:
    reports = Report.objects.filter(requirement__agreement=agreement_id, party=party.id).order_by()
    return dict(reports.values_list("requirement__code", "state"))


def _page(about: _About) -> WorthPage:
    outlook = outlook_from(about.newest)
    worth = worth_of(outlook, about.party.code)
    stake = stakes_of(outlook, worth.county.county, about.party.code).parties[about.party.code]
    threshold = outlook.given.terms.threshold_percent
    county = county_names()[worth.county.county]
    grundkrav = [one.code for one in about.asked() if not one.has_pot and asked_of_reporter(one)]
    missing = [code for code in grundkrav if about.states.get(code, "") not in IN]
    told = [about.wanted] if about.wanted in grundkrav else (missing or grundkrav if not about.wanted else [])
    goals = _goals(about, worth, outlook.given)
    # What the party has declined it does not get.
    wanted = [goal for goal in worth.goals if about.states.get(goal.requirement) != "declined"]
    low, expected, high = (sum(getattr(goal, end) for goal in wanted) for end in ("low", "expected", "high"))
    can_get = bool(told) and expected > 0
    is_region = about.party.kind == "region"
    return WorthPage(
        code=about.definition.code,
        title=about.definition.title,
        party=about.party,
        wanted=about.wanted,
        over=False,
        made_at=about.newest.made_at,
        goals=goals,
        low=low,
        expected=expected,
        high=high,
        about=words.about(expected),
        span=words.span(low, high),
        county=words.county_words(
            worth.county, county, threshold, the_party("region", about.definition.year)
        ),
        missing=tuple(code for code in missing if code in told),
        lost=words.lost(told, expected, handed_in=not set(told) & set(missing)) if can_get else "",
        lost_by_county=_lost_by_county(stake, county, threshold, is_region=is_region) if can_get else "",
        county_falls=can_get and stake.falls,
        simulated=any(goal.simulated for goal in goals) or about.newest.simulated,
    )


def _lost_by_county(stake: Stake, county: str, threshold: int, *, is_region: bool) -> str:
    return words.lost_by_county(stake, county, threshold, is_region=is_region)


def _goals(about: _About, worth: Worth, given: AllocationInput) -> tuple[GoalRow, ...]:
    kind = worth.kind
    bases, made_up = bases_of(about.newest, kind), made_up_parts(about.newest)
    parts = {pot.requirement: (pot.parts.get(kind, 0), pot.everyone) for pot in given.pots}
    moved = _moved(about, worth)
    declined = {code for code, state in about.states.items() if state == "declined"}
    rows = []
    for goal in worth.goals:
        if about.wanted not in {"", goal.requirement} and about.definition.requirement(about.wanted).has_pot:
            continue
        part, everyone = parts[goal.requirement]
        rows.append(
            GoalRow(
                code=goal.requirement,
                name=about.definition.requirement(goal.requirement).name,
                low=goal.low,
                expected=goal.expected,
                high=goal.high,
                about=words.about(goal.expected),
                span=words.span(goal.low, goal.high),
                shared_with=words.sharers(goal.others, part, about.noun, everyone=everyone),
                assumed=words.assumed(bases.get(goal.requirement, {}), about.noun),
                moved="" if goal.requirement in declined else moved.get(goal.requirement, ""),
                declined=goal.requirement in declined,
                simulated=(goal.requirement, kind) in made_up,
            )
        )
    return tuple(rows)


def _moved(about: _About, worth: Worth) -> dict[str, str]:
    """Say why each goal's expected amount is another than in the nearest earlier forecast that differs."""
    found: dict[str, str] = {}
    now = states_of(about.newest, worth.kind)
    grundkrav = [one.code for one in about.definition.grundkrav(worth.kind)]
    for earlier in about.standing.earlier:
        before = states_of(earlier, worth.kind)
        amounts = _expected_before(earlier, about.party.code)
        others = changed(outlook_from(earlier), outlook_from(about.newest))
        for goal in worth.goals:
            if goal.requirement in found or goal.requirement not in amounts:
                continue
            text = words.moved(
                _since(earlier, about.today),
                _movements([goal.requirement], grundkrav, others, before, now),
                goal.expected - amounts[goal.requirement],
                about.noun,
            )
            if text:
                found[goal.requirement] = text
    return found


def _expected_before(earlier: Forecast, party: str) -> dict[str, int]:
    try:
        return {goal.requirement: goal.expected for goal in worth_of(outlook_from(earlier), party).goals}
    except AllocationError:
        return {}


def _movements(
    goals: Sequence[str],
    grundkrav: Sequence[str],
    others: frozenset[str],
    before: Mapping[str, Mapping[str, int]],
    now: Mapping[str, Mapping[str, int]],
) -> tuple[words.Movement, ...]:
    """What has changed on the goal; where nothing has that counts, on the grundkrav that decide who shares in it."""
    for codes in (goals, grundkrav):
        found = words.movements(before, {code: now.get(code, {}) for code in codes if code in others})
        if found:
            return found
    return ()


def _since(earlier: Forecast, today: date) -> str:
    day = earlier.made_at.astimezone(clock.STOCKHOLM).date()
    return "i går" if (today - day).days == 1 else f"den {days.plain_day(day)}"
