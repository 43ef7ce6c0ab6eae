"""What the letters of one decision are made from: read once for all of them, and proved against the division."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Sum

from agreements.domain.definition import Definition
from assessment.selectors import published_version
from payouts.domain.allocation import Allocation, allocate
from payouts.domain.allocation_input import Kind
from payouts.domain.explain import Explainer
from payouts.domain.wording import APPLICANT, Noun, region_noun
from payouts.inputs import MadeUp, given_of
from payouts.models import AllocationRun, DecidedAmount, DecidedApplication, Decision, DecisionKind
from payouts.paying import payer_named
from payouts.pdf.gather import CHECK_PATH, RunDiffers
from payouts.pdf.letters.content import (
    About,
    DecisionFacts,
    LetterAnswer,
    LetterContent,
    LetterGoal,
    LetterLine,
    LetterParty,
)
from payouts.selectors.frame import kind_words, names_by_code
from prio.parties.models import PLACED, Organisation, Party
from prio.parties.models import Kind as PartyKind
from prio.spreadsheets import harmless

COLUMNS = (
    "decision", "letter", "agreement", "requirement", "line", "organisation", "party", "weight", "quota",
    "amount_sek", "reasons", "simulated",
)  # fmt: skip
APPLIES = PartyKind.APPLICANT.value


@dataclass(frozen=True, slots=True)
class _Division:
    """The division that is decided, computed again to explain it."""

    allocation: Allocation
    explainer: Explainer
    made_up: MadeUp
    pots: tuple[tuple[str, Kind], ...]

    @classmethod
    def of_run(cls, run: AllocationRun, definition: Definition) -> "_Division":
        given = given_of(run.inputs)
        allocation = allocate(given)
        explainer = Explainer(allocation, given, region_noun(definition.year))
        pots = tuple((pot.requirement, pot.kind) for pot in allocation.pots)
        return cls(allocation, explainer, MadeUp.of_run(run), pots)


@dataclass(frozen=True, slots=True)
class LetterSource:
    """Everything that is the same for every letter of a decision.

    parties: (code, kind) of each organisation's parties. amounts: kronor by party, pot and line. before: kronor that
    each organisation got of the corrected or revoked decision. answers: what each applicant is answered.
    """

    facts: DecisionFacts
    about: About
    definition: Definition
    division: _Division | None
    names: Mapping[str, str]
    organisations: Mapping[int, str]
    parties: Mapping[int, tuple[tuple[str, str], ...]]
    amounts: Mapping[str, Mapping[tuple[str, str], int]]
    before: Mapping[int, int] | None
    answers: Mapping[str, tuple[LetterAnswer, ...]]

    def content(self, reference: str, organisation_id: int) -> LetterContent:
        """Return what the letter to one organisation says: no query.

        Raises:
            RunDiffers: a decided amount is not the one that the division gives: the letter must not be made.
        """
        own = self.parties.get(organisation_id, ())
        parties = tuple(self._party(code, kind) for code, kind in own) if self.about is About.GIVES else ()
        parties = tuple(party for party in parties if party.goals or party.lines or party.answers)
        # A region is called what it was called that year; a kommun in full, as the legal body that it is.
        is_region = len(own) == 1 and own[0][1] == PartyKind.REGION
        name = self.names[own[0][0]] if is_region else self.organisations[organisation_id]
        return LetterContent(
            reference=reference,
            about=self.about,
            organisation=name,
            parties=parties,
            decision=self.facts,
            before=self.before.get(organisation_id, 0) if self.before is not None else None,
            check_at=f"{settings.SITE_URL}{CHECK_PATH}",
            csv=self._csv(reference, own),
        )

    def _party(self, code: str, kind: str) -> LetterParty:
        noun = self._noun(kind)
        if code in self.answers:
            return LetterParty(code, self.names[code], noun, (), answers=self.answers[code])
        amounts = self.amounts.get(code, {})
        goals = tuple(self._goals(code, kind))
        told = {(goal.code, ""): goal.amount for goal in goals if goal.amount}
        stored = {source: amount for source, amount in amounts.items() if not source[1]}
        if self.division is not None and told != stored:
            raise RunDiffers(f"decision {self.facts.reference}: the amounts of {code} are not the division's")
        lines = tuple(LetterLine(line or goal, amount) for (goal, line), amount in amounts.items() if line)
        if self.division is None:
            lines = tuple(LetterLine(line or goal, amount) for (goal, line), amount in amounts.items())
        return LetterParty(code, self.names[code], noun, goals, lines)

    def _noun(self, kind: str) -> Noun:
        return APPLICANT if kind == APPLIES else kind_words(self.definition.year)[kind]

    def _goals(self, code: str, kind: str) -> list[LetterGoal]:
        if self.division is None:
            return []
        goals = []
        for requirement, pot_kind in self.division.pots:
            if pot_kind != kind:
                continue
            told = self.division.explainer.explain(requirement, code)
            shares = told.figures.share is not None
            goals.append(
                LetterGoal(
                    code=requirement,
                    name=self.definition.requirement(requirement).name,
                    amount=told.result.amount,
                    rule=told.rule.sentences,
                    figures=told.figures.sentences,
                    result=told.result.sentences,
                    made_up=self.division.made_up.amount_is_simulated(
                        requirement, pot_kind, code, shares=shares
                    ),
                )
            )
        return goals

    def _csv(self, reference: str, own: Sequence[tuple[str, str]]) -> bytes:
        """Every amount of the recipient with its share, and every zero with its reasons (docs/formats.md)."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        first = (self.facts.reference, reference, self.facts.agreement)
        gives = own if self.about is About.GIVES else ()
        for code, kind in gives:
            for requirement, pot_kind in self.division.pots if self.division else ():
                if pot_kind == kind:
                    writer.writerow(
                        (*first, requirement, "", code, kind, *self._figures(requirement, code, pot_kind))
                    )
            simulated = str(self.facts.simulated).lower()
            for one in self.answers.get(code, ()):
                reason = harmless(one.reason)
                writer.writerow((*first, one.code, "", code, kind, "", "", one.granted, reason, simulated))
            for (goal, line), amount in self.amounts.get(code, {}).items():
                if code not in self.answers and (line or self.division is None):
                    writer.writerow((*first, goal, line, code, kind, "", "", amount, "", simulated))
        return text.getvalue().encode()

    def _figures(self, requirement: str, code: str, kind: Kind) -> tuple[object, ...]:
        if self.division is None:
            return ()
        told = self.division.explainer.explain(requirement, code)
        share = told.figures.share
        made_up = self.division.made_up.amount_is_simulated(requirement, kind, code, shares=share is not None)
        return (
            share.weight if share else "",
            f"{share.quota_numerator}/{share.quota_denominator}" if share else "",
            told.result.amount,
            " ".join(told.result.reasons),
            str(made_up).lower(),
        )


def letter_source(decision_id: int) -> LetterSource:
    """Read what every letter of the decision is made from: at most ten queries.

    Raises:
        ValueError: nobody has approved the decision.
    """
    found = Decision.objects.select_related("agreement", "run__version", "corrects")
    decision = found.get(pk=decision_id)
    definition = _definition(decision)
    organisations = dict(Organisation.objects.order_by().values_list("pk", "name"))
    names, parties = _applicants(decision) if decision.on_applications else _placed(definition)
    return LetterSource(
        facts=_facts(decision, definition),
        about=About.REVOKES if decision.kind == DecisionKind.REVOCATION else About.GIVES,
        definition=definition,
        division=_Division.of_run(decision.run, definition) if decision.run else None,
        names=names,
        organisations=organisations,
        parties=parties,
        amounts=_amounts(decision),
        before=_by_organisation(decision.corrects_id) if decision.corrects_id else None,
        answers=_answers(decision, definition),
    )


Named = tuple[dict[str, str], dict[int, tuple[tuple[str, str], ...]]]


def _placed(definition: Definition) -> Named:
    """The names, and each organisation's parties, that a division can give money: kommuner and regioner."""
    names = {code: one.name for code, one in names_by_code(definition.names_day).items()}
    placed = Party.objects.filter(code__in=names, kind__in=PLACED).order_by("code")
    parties: dict[int, tuple[tuple[str, str], ...]] = {}
    for organisation, code, kind in placed.values_list("organisation", "code", "kind"):
        parties[organisation] = (*parties.get(organisation, ()), (code, kind))
    return names, parties


def _applicants(decision: Decision) -> Named:
    """The same of those whom the decision, or the one that it revokes, answers: as they were called then."""
    answers_in = decision.corrects_id if decision.kind == DecisionKind.REVOCATION else decision.pk
    rows = DecidedApplication.objects.filter(decision=answers_in).order_by("party__code")
    names: dict[str, str] = {}
    parties: dict[int, tuple[tuple[str, str], ...]] = {}
    for organisation, code, kind, name in rows.values_list(
        "party__organisation", "party__code", "party__kind", "name"
    ):
        if code not in names:
            parties[organisation] = (*parties.get(organisation, ()), (code, kind))
        names[code] = name
    return names, parties


def _answers(decision: Decision, definition: Definition) -> dict[str, tuple[LetterAnswer, ...]]:
    answers: dict[str, tuple[LetterAnswer, ...]] = {}
    rows = DecidedApplication.objects.filter(decision=decision).order_by("requirement__position")
    for row in rows.select_related("party", "requirement"):
        asked_for = definition.requirement(row.requirement.code)
        demands = tuple(dict.fromkeys(leaf.text for leaf in asked_for.leaves if leaf.text))
        one = LetterAnswer(asked_for.code, asked_for.name, row.asked, row.granted, row.reason, demands)
        answers[row.party.code] = (*answers.get(row.party.code, ()), one)
    return answers


def _definition(decision: Decision) -> Definition:
    if decision.run is not None:
        return decision.run.version.definition
    corrects = decision.corrects
    if corrects is not None and corrects.run is not None:
        return corrects.run.version.definition
    return published_version(decision.agreement.code).definition


def _facts(decision: Decision, definition: Definition) -> DecisionFacts:
    if decision.decided_on is None:
        raise ValueError(f"decision {decision.reference} is not approved and has no letters")
    return DecisionFacts(
        reference=decision.reference,
        decided_on=decision.decided_on,
        decision_maker=decision.decision_maker,
        rapporteur=decision.rapporteur,
        others=decision.others,
        agreement=definition.code,
        title=definition.title,
        payer=payer_named(definition),
        payment_by=definition.dates.payment,
        aftermath=definition.aftermath,
        corrects=decision.corrects.reference if decision.corrects else "",
        reason=decision.reason,
        simulated=decision.simulated,
        on_applications=decision.on_applications,
    )


def _amounts(decision: Decision) -> dict[str, dict[tuple[str, str], int]]:
    rows = DecidedAmount.objects.filter(decision=decision).order_by("requirement__position", "line")
    found: dict[str, dict[tuple[str, str], int]] = {}
    for party, requirement, line, amount in rows.values_list(
        "party__code", "requirement__code", "line", "amount"
    ):
        found.setdefault(party, {})[requirement or "", line] = amount
    return found


def _by_organisation(decision_id: int) -> dict[int, int]:
    rows = DecidedAmount.objects.filter(decision=decision_id).order_by().values_list("party__organisation")
    return dict(rows.annotate(kronor=Sum("amount")))
