"""Two counties, two years of an agreement, verdicts and reports: a small country to account for."""

from collections.abc import Mapping
from dataclasses import dataclass

from agreements.domain.evaluate import Facts, evaluate
from agreements.models import Agreement, Submission
from assessment.models import AssessmentRound, Outcome, RoundState, Verdict
from prio.parties.models import Party
from tests import factories

BEFORE = """
code: prov-2013
title: Prov på psykisk hälsa 2013
year: 2013
assessor: Socialstyrelsen
dates: {opens: 2013-03-01, closes: 2013-10-14}
budget: {total: 600000}
requirements:
  - code: G1
    kind: grundkrav
    name: Samverkan
    parties: [municipality, region]
    text: En överenskommelse om samverkan finns.
    questions: [{key: decided, type: yes_no, label: Är den beslutad?}]
    rule: {all: [{key: c1, yes: decided, text: Överenskommelsen är beslutad.}]}
  - code: V3
    kind: prestationsmal
    name: Inventering
    parties: [municipality]
    pot: 600000
    allocation: shared
    text: Kommunen har inventerat.
    questions: [{key: persons, type: count, unit: personer, split_by: [women, men], label: Inventerade personer}]
    rule: {all: [{key: c1, answered: persons, text: Antalet är rapporterat.}]}
"""
YEAR = """
code: prov-2014
title: Prov på psykisk hälsa 2014
year: 2014
assessor: Socialstyrelsen
population_date: 2013-12-31
county_threshold_percent: 80
region_gate: true
region_coverage: none
dates: {opens: 2014-03-01, closes: 2014-10-14, final: 2014-11-30, payment: 2014-12-31}
budget: {total: 1000000}
requirements:
  - code: GK1
    kind: grundkrav
    name: Samverkan
    parties: [municipality, region]
    text: En överenskommelse om samverkan finns.
    follows: {agreement: prov-2013, requirement: G1}
    questions: [{key: decided, type: yes_no, label: Är den beslutad?}]
    rule: {all: [{key: c1, yes: decided, text: Överenskommelsen är beslutad.}]}
  - code: GK2
    kind: grundkrav
    name: Information
    parties: [municipality, region]
    text: Information finns.
    questions: [{key: exists, type: yes_no, label: Finns den?}]
    rule: {all: [{key: c1, yes: exists, text: Informationen finns.}]}
  - code: A1
    kind: prestationsmal
    name: Tid
    parties: [region]
    pot: 400000
    allocation: shared
    text: Nio av tio får en bedömning inom 30 dagar.
    questions:
      - {key: within, type: count, source: vantetider, label: Bedömda inom 30 dagar}
      - {key: done, type: count, source: vantetider, label: Bedömda}
    rule:
      all:
        - {key: c1, share: {of: [within], in: [done]}, at_least_percent: "90", text: Minst 90 procent inom 30 dagar.}
  - code: B3
    kind: prestationsmal
    name: Inventering
    parties: [municipality]
    pot: 600000
    allocation: shared
    text: Kommunen har inventerat.
    follows: {agreement: prov-2013, requirement: V3}
    questions:
      - {key: persons, type: count, unit: personer, split_by: [women, men], label: Inventerade personer}
      - {key: plan, type: yes_no, label: Finns en plan?}
    rule:
      all:
        - {key: c1, answered: persons, text: Antalet är rapporterat.}
        - {key: c2, yes: plan, text: En handlingsplan finns.}
"""
# Women and men, this year and the year before.
PERSONS = {
    "2380": ((61, 72), (50, 60)),
    "2326": ((3, 40), (41, 42)),
    "2321": ((33, 34), (30, 31)),
    "2281": ((81, 92), (80, 90)),
    "2260": ((2, 5), (45, 46)),
}
KOMMUNER = {
    "2380": ("Östersund", "23"), "2326": ("Berg", "23"), "2321": ("Åre", "23"),
    "2281": ("Sundsvall", "22"), "2260": ("Ånge", "22"),
}  # fmt: skip


@dataclass(frozen=True)
class Country:
    """Jämtland with three kommuner and Västernorrland with two, each with its landsting."""

    agreement: Agreement
    before: Agreement
    parties: Mapping[str, Party]

    @property
    def kommuner(self) -> list[Party]:
        return [self.parties[code] for code in KOMMUNER]

    @property
    def landsting(self) -> list[Party]:
        return [self.parties["22"], self.parties["23"]]

    def close(self, *, state: RoundState = RoundState.CLOSED) -> None:
        """Close the final round, or open it."""
        AssessmentRound.objects.filter(agreement=self.agreement).update(state=state)


def make_country(*, verdicts: bool = True) -> Country:
    """Make the country, with its reports; verdicts: everybody is judged, in a closed final round.

    GK1 is met by all but Ånge, GK2 by all but Åre: each by four kommuner, both by three. Berg's plan is missing.
    """
    counties = {
        "23": factories.county(),
        "22": factories.county("22", "Y", "Västernorrlands län"),
    }
    parties = {code: factories.kommun(code, name, counties[of]) for code, (name, of) in KOMMUNER.items()}
    people = {"2380": 60, "2326": 10, "2321": 10, "2281": 90, "2260": 10}
    factories.population({parties[code]: number for code, number in people.items()})
    for code in counties:
        parties[code] = factories.region(code, f"Landstinget i län {code}", counties[code])
    before, agreement = factories.agreement(BEFORE), factories.agreement(YEAR)
    country = Country(agreement, before, parties)
    for code, (now, then) in PERSONS.items():
        hand_in(agreement, "B3", parties[code], {"persons": split(now), "plan": code != "2326"})
        hand_in(before, "V3", parties[code], {"persons": split(then)})
    hand_in(agreement, "A1", parties["23"], {"done": 40, "within": 38})
    hand_in(agreement, "A1", parties["22"], {"done": 90, "within": 60})
    if verdicts:
        _judge(country)
    return country


def split(pair: tuple[int, int]) -> dict[str, int]:
    """Women and men as an answer."""
    return {"women": pair[0], "men": pair[1]}


def hand_in(
    agreement: Agreement, requirement: str, party: Party, answers: Mapping[str, object]
) -> Submission:
    """A report that is handed in with those answers."""
    report = factories.report(agreement, requirement, party, "handed_in")
    return Submission.objects.create(
        report=report,
        requirement_version=report.wording,
        number=1,
        answers=answers,
        sha256="0" * 64,
        handed_in_at=factories.AN_INSTANT,
        simulated=True,
    )


def _judge(country: Country) -> None:
    agreement, parties = country.agreement, country.parties
    everybody = set(country.kommuner) | set(country.landsting)
    factories.verdicts(agreement, "GK1", everybody - {parties["2260"]})
    factories.verdicts(agreement, "GK1", [parties["2260"]], Outcome.NOT_SUBMITTED)
    factories.verdicts(agreement, "GK2", everybody - {parties["2321"], parties["2380"]})
    factories.verdicts(agreement, "GK2", [parties["2380"]], Outcome.MET_WITH_REMARK)
    factories.verdicts(agreement, "GK2", [parties["2321"]], Outcome.NOT_ASSESSED)
    factories.verdicts(agreement, "B3", set(country.kommuner) - {parties["2326"]})
    factories.verdicts(agreement, "A1", [parties["23"]])
    _not_met(agreement, "B3", parties["2326"])
    _not_met(agreement, "A1", parties["22"])
    factories.verdicts(country.before, "G1", country.kommuner)


def _not_met(agreement: Agreement, requirement: str, party: Party) -> None:
    """A verdict with the reasons that the rule gives."""
    [verdict] = factories.verdicts(agreement, requirement, [party], Outcome.NOT_MET)
    submission = Submission.objects.get(report__requirement=verdict.requirement, report__party=party)
    rule = verdict.requirement_version.definition.rule
    assert rule
    reasons = evaluate(rule, submission.answers, Facts(), handed_in=True).to_plain()
    Verdict.objects.filter(pk=verdict.pk).update(reasons=reasons, submission=submission)
