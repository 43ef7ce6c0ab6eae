"""Small worlds for tests: counties, kommuner, agreements out of a few lines of YAML, verdicts, runs, decisions, people.

Import it inside a test or a fixture that has the database: it imports models. Every function saves what it returns.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cache

from agreements.domain.definition import Definition
from agreements.domain.loading import load_definition
from agreements.models import Agreement, Report, RequirementVersion
from agreements.services import publish
from assessment.models import (
    AssessmentRound,
    Outcome,
    OutcomeFile,
    RoundKind,
    RoundState,
    Verdict,
    VerdictState,
)
from payouts.models import (
    AllocationCounty,
    AllocationLine,
    AllocationPart,
    AllocationRun,
    DecidedAmount,
    Decision,
    DecisionState,
    RunState,
    StoredDocument,
)
from prio.accounts.models import Installation, Membership, User
from prio.accounts.roles import COUNTY_ROLES, ORGANISATION_ROLES, Role
from prio.accounts.services import authority_of
from prio.parties.models import (
    County,
    Kind,
    Organisation,
    Party,
    PartyCounty,
    PartyName,
    Population,
    PopulationVersion,
)

LONG_AGO = date(1999, 1, 1)
POPULATION_DATE = date(2013, 12, 31)
AN_INSTANT = datetime(2014, 12, 1, 9, 0, tzinfo=UTC)
PASSWORD = "hemligt-ord-1"

TINY_AGREEMENT = """
code: prov-2014
title: Prov på psykisk hälsa 2014
year: 2014
reference: S2013/1/FS
summary: En liten överenskommelse för prov.
assessor: Socialstyrelsen
population_date: 2013-12-31
county_threshold_percent: 80
region_gate: true
region_coverage: none
dates: {opens: 2014-03-01, closes: 2014-10-14, final: 2014-11-30, payment: 2014-12-31}
budget:
  total: 1100000
  lines: [{name: Samordning, recipient: SKL, amount: 100000}]
set_by:
  population_date: {who: Provgruppen, date: 2014-01-15, note: Källan säger inget.}
requirements:
  - code: GK1
    kind: grundkrav
    name: Samverkan
    parties: [municipality, region]
    text: En överenskommelse om samverkan finns.
    guidance: Ladda upp den.
    questions: [{key: decided, type: yes_no, label: Är den beslutad?}]
    rule: {all: [{key: c1, yes: decided, text: Överenskommelsen är beslutad.}]}
  - code: A1
    kind: prestationsmal
    name: Tid
    parties: [region]
    pot: 400000
    allocation: shared
    text: Nio av tio får en bedömning inom 30 dagar.
    questions:
      - {key: within, type: count, label: Bedömda inom 30 dagar}
      - {key: done, type: count, label: Bedömda}
    rule:
      all:
        - {key: c1, share: {of: [within], in: [done]}, at_least_percent: "90", text: Minst 90 procent inom 30 dagar.}
  - code: B1
    kind: prestationsmal
    name: Inventering
    parties: [municipality]
    pot: 600000
    allocation: shared
    text: Kommunen har inventerat.
    questions: [{key: made, type: yes_no, label: Är inventeringen gjord?}]
    rule: {all: [{key: c1, yes: made, text: Inventeringen är gjord.}]}
"""


def county(code: str = "23", letters: str = "Z", name: str = "Jämtlands län") -> County:
    """A county."""
    return County.objects.create(code=code, letters=letters, name=name)


def party(kind: Kind, code: str, name: str, of: County, organisation: Organisation | None = None) -> Party:
    """A party with its name and county; with a legal body of its own unless one is given."""
    body = organisation or Organisation.objects.create(code=code, name=name)
    made = Party.objects.create(kind=kind, code=code, organisation=body)
    PartyName.objects.create(party=made, name=name, valid_from=LONG_AGO)
    PartyCounty.objects.create(party=made, county=of, valid_from=LONG_AGO)
    return made


def kommun(code: str, name: str, of: County, organisation: Organisation | None = None) -> Party:
    """A kommun."""
    return party(Kind.MUNICIPALITY, code, name, of, organisation)


def region(code: str, name: str, of: County, organisation: Organisation | None = None) -> Party:
    """A region."""
    return party(Kind.REGION, code, name, of, organisation)


def population(inhabitants: Mapping[Party, int], day: date = POPULATION_DATE) -> PopulationVersion:
    """The inhabitants of each kommun on a day."""
    version = PopulationVersion.objects.create(
        date=day,
        version=1,
        source="prov",
        sha256="0" * 64,
        total=sum(inhabitants.values()),
        loaded_at=AN_INSTANT,
    )
    Population.objects.bulk_create(
        Population(version=version, municipality=municipality, inhabitants=number)
        for municipality, number in inhabitants.items()
    )
    return version


def add_people(kommun: Party, inhabitants: int) -> None:
    """Let a kommun have inhabitants in the newest figures."""
    newest = PopulationVersion.objects.latest("version")
    Population.objects.create(version=newest, municipality=kommun, inhabitants=inhabitants)


def agreement(text: str = TINY_AGREEMENT, *, simulated: bool = False) -> Agreement:
    """A published agreement out of YAML; a simulated one makes the installation a demonstration."""
    if simulated:
        Installation.objects.get_or_create(defaults={"demonstration_since": AN_INSTANT})
    published = publish(_read(text), source_file="prov.yaml", simulated=simulated)
    return published.version.agreement


@cache
def _read(text: str) -> Definition:
    """Reading takes longer than all else in a small world, and many tests read the same text."""
    return load_definition(text, "prov.yaml")


def wording_of(agreement_code: str, requirement: str) -> RequirementVersion:
    """The published wording of a requirement."""
    return RequirementVersion.objects.select_related("requirement").get(
        requirement__agreement__code=agreement_code,
        requirement__code=requirement,
        version__state="published",
    )


def final_round(of: Agreement) -> AssessmentRound:
    """The final round of the agreement: the same one each time."""
    found, _ = AssessmentRound.objects.get_or_create(
        agreement=of, kind=RoundKind.FINAL, defaults={"state": RoundState.CLOSED}
    )
    return found


def verdicts(
    of: Agreement,
    requirement: str,
    parties: Iterable[Party],
    outcome: str = Outcome.MET,
    *,
    simulated: bool = False,
) -> list[Verdict]:
    """Final verdicts on one requirement, with a file as their source."""
    wording = RequirementVersion.objects.select_related("requirement").get(
        requirement__agreement=of, requirement__code=requirement
    )
    source = OutcomeFile.objects.create(
        agreement=of,
        name="prov.csv",
        content=b"",
        sha256="1" * 64,
        rows=0,
        simulated=simulated,
        loaded_at=AN_INSTANT,
    )
    return Verdict.objects.bulk_create(
        Verdict(
            round=final_round(of),
            requirement=wording.requirement,
            requirement_version=wording,
            party=one,
            state=VerdictState.FINAL,
            outcome=outcome,
            outcome_file=source,
            made_at=AN_INSTANT,
            final_at=AN_INSTANT,
            simulated=simulated,
        )
        for one in parties
    )


def proposal(of: Agreement, requirement: str, party: Party, outcome: str) -> Verdict:
    """A verdict that the rules propose and nobody has prepared."""
    wording = RequirementVersion.objects.select_related("requirement").get(
        requirement__agreement=of, requirement__code=requirement
    )
    return Verdict.objects.create(
        round=final_round(of),
        requirement=wording.requirement,
        requirement_version=wording,
        party=party,
        state=VerdictState.PROPOSED,
        proposed_outcome=outcome,
        made_at=AN_INSTANT,
    )


def report(of: Agreement, requirement: str, party: Party, state: str) -> Report:
    """A report in some state."""
    wording = RequirementVersion.objects.get(
        requirement__agreement=of, requirement__code=requirement, version__state="published"
    )
    return Report.objects.create(
        requirement=wording.requirement,
        wording=wording,
        party=party,
        state=state,
        reason="Vi deltar inte i år." if state == "declined" else "",
        changed_at=AN_INSTANT,
    )


def person(
    role: Role | None = None,
    *,
    organisation: Organisation | None = None,
    county: County | None = None,
    authority: str = "",
) -> User:
    """Somebody with a role, for an organisation or a county where the role asks for it. Sign in with PASSWORD.

    authority: whom an assessor assesses for; Socialstyrelsen where nothing is said.
    """
    number = User.objects.count() + 1
    user = User.objects.create_user(f"person{number}", f"person{number}@example.org", PASSWORD)
    if role is not None:
        Membership.objects.create(
            user=user,
            role=role,
            organisation=organisation if role in ORGANISATION_ROLES else None,
            county=county if role in COUNTY_ROLES else None,
            authority=authority or authority_of(role),
            valid_from=LONG_AGO,
        )
    return user


def run(
    of: Agreement,
    amounts: Mapping[str, Mapping[Party, int]],
    *,
    state: RunState = RunState.APPROVED,
    counties: Mapping[County, tuple[int, int, bool]] | None = None,
    simulated: bool = False,
) -> AllocationRun:
    """A run that gave `amounts` (requirement to party to kronor); all of each pot is distributed.

    counties: inhabitants, qualified inhabitants and whether it takes part. A PopulationVersion must exist.
    """
    total = sum(sum(parties.values()) for parties in amounts.values())
    preparer, approver = person(), person()
    made = AllocationRun.objects.create(
        agreement=of,
        version=of.versions.latest("number"),
        population=PopulationVersion.objects.latest("version"),
        state=state,
        inputs={},
        inputs_sha256=hashlib.sha256(str(AllocationRun.objects.count()).encode()).hexdigest(),
        pots_total=total,
        distributed=total,
        undistributed=0,
        simulated=simulated,
        computed_at=AN_INSTANT,
        prepared_by=preparer,
        approved_by=approver,
        approved_at=AN_INSTANT,
    )
    AllocationCounty.objects.bulk_create(
        AllocationCounty(
            run=made,
            county=place,
            population=inhabitants,
            qualified_population=qualified,
            region_met=True,
            takes_part=takes_part,
        )
        for place, (inhabitants, qualified, takes_part) in (counties or {}).items()
    )
    for code, parties in amounts.items():
        _part(made, code, parties, simulated)
    return made


def _part(of: AllocationRun, code: str, parties: Mapping[Party, int], simulated: bool) -> None:
    paid = sum(parties.values())
    part = AllocationPart.objects.create(
        run=of,
        requirement=of.agreement.requirements.get(code=code),
        kind=next(iter(parties)).kind,
        amount=paid,
        distributed=paid,
        undistributed=0,
        total_weight=100,
        leftover=0,
    )
    AllocationLine.objects.bulk_create(
        AllocationLine(
            part=part,
            party=one,
            weight=1,
            quota_numerator=1,
            quota_denominator=2,
            amount=kronor,
            extra_krona=False,
            simulated=simulated,
        )
        for one, kronor in parties.items()
    )


def decision(
    of: AllocationRun, *, state: DecisionState = DecisionState.IN_FORCE, reference: str = "S2014/1"
) -> Decision:
    """A decision on a run, with a document unless it is still in the making."""
    issued = state not in {DecisionState.DRAFT, DecisionState.APPROVED}
    content = f"decision {reference}".encode()
    document = StoredDocument.objects.create(
        sha256=hashlib.sha256(content).hexdigest(),
        media_type="application/pdf",
        size=len(content),
        content=content,
        made_at=AN_INSTANT,
    )
    approved = state != DecisionState.DRAFT
    assert of.prepared_by
    made = Decision.objects.create(
        agreement=of.agreement,
        run=of,
        total=of.distributed,
        number=Decision.objects.filter(agreement=of.agreement).count() + 1,
        reference=reference,
        state=state,
        decided_on=date(2014, 12, 11) if approved else None,
        decision_maker="Statsrådet",
        rapporteur="Föredraganden",
        prepared_by=of.prepared_by,
        approved_by=of.approved_by if approved else None,
        document=document if issued else None,
        simulated=of.simulated,
        made_at=AN_INSTANT,
    )
    lines = AllocationLine.objects.filter(part__run=of, amount__gte=1)
    DecidedAmount.objects.bulk_create(
        DecidedAmount(decision=made, party_id=party, requirement_id=goal, amount=amount, simulated=simulated)
        for party, goal, amount, simulated in lines.values_list(
            "party_id", "part__requirement_id", "amount", "simulated"
        )
    )
    return made
