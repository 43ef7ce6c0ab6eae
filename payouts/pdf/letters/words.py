"""The letter to a recipient in words: sentences ready for the template."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from payouts.domain.wording import Sentences, listed
from payouts.pdf.letter import full_name
from payouts.pdf.letters.content import (
    About,
    DecisionFacts,
    LetterAnswer,
    LetterContent,
    LetterGoal,
    LetterParty,
    amounts_table,
)
from prio.days import plain_day
from prio.money import kronor
from prio.pdf.tables import Table


@dataclass(frozen=True, slots=True)
class PartyWords:
    """One party: its table, what is the same for all its goals, and each goal with its figures and its result.

    rules: the goals that a rule holds for, and the rule.
    """

    name: str
    table: Table
    first: Sentences
    goals: tuple[tuple[str, Sentences, Sentences], ...]
    rules: tuple[tuple[str, Sentences], ...]


@dataclass(frozen=True, slots=True)
class LetterWords:
    """What the template draws. Lists of sentences are paragraphs; what is empty is left out."""

    title: str
    day: str
    lead: Sentences
    made_up: Sentences
    parties: tuple[PartyWords, ...]
    next: Sentences
    appeal: str
    people: Sentences
    check: Sentences

    @property
    def has_goals(self) -> bool:
        """Whether there is a calculation to tell of."""
        return any(party.first or party.goals for party in self.parties)

    @property
    def has_rules(self) -> bool:
        """Whether a rule is to be told."""
        return any(party.rules for party in self.parties)


def letter_words(content: LetterContent, csv_sha256: str) -> LetterWords:
    """Word a letter. `csv_sha256` is the hash of the attached file."""
    return LetterWords(
        title=_title(content),
        day=plain_day(content.decision.decided_on),
        lead=tuple(_lead(content)),
        made_up=tuple(_made_up(content)) if content.decision.simulated else (),
        parties=tuple(_party(party) for party in content.parties),
        next=tuple(_next(content)),
        appeal=content.decision.aftermath.appeal,
        people=tuple(_people(content)),
        check=tuple(_check(content, csv_sha256)),
    )


def _answers(content: LetterContent) -> list[LetterAnswer]:
    return [one for party in content.parties for one in party.answers]


def _title(content: LetterContent) -> str:
    if content.about is About.REVOKES:
        return f"Beslutet {content.decision.corrects} är upphävt"
    if not content.total and _answers(content):
        return f"{content.organisation} får avslag"
    if not content.total:
        return f"{content.organisation} får inga pengar"
    return f"{content.organisation} får {kronor(content.total)}"


def _lead(content: LetterContent) -> Iterator[str]:
    decision = content.decision
    who = f"{decision.decision_maker} beslutade den {plain_day(decision.decided_on)}"
    if content.about is About.REVOKES:
        yield f"{who} att upphäva beslutet {decision.corrects} {_under(decision)}."
        if content.before:
            yield f"Enligt det skulle {content.organisation} få {kronor(content.before)}. Det gäller inte längre."
        yield f"Skäl: {decision.reason}"
        return
    matter = "" if decision.on_applications else "om utbetalning "
    yield f"{who} {matter}{_under(decision)}. Beslutet har numret {decision.reference}."
    yield from (_answered(one) for one in _answers(content))
    if len(content.parties) > 1 and content.total:
        parts = listed([f"{kronor(party.total)} som {party.name}" for party in content.parties])
        yield f"{content.organisation} får {parts}, tillsammans {kronor(content.total)} i en enda utbetalning."
    if decision.corrects:
        yield f"Beslutet rättar beslutet {decision.corrects} och gäller i stället för det.{_difference(content)}"
        if decision.reason:
            yield f"Skäl för rättelsen: {decision.reason}"


def _under(decision: DecisionFacts) -> str:
    if decision.on_applications:
        return f"om ansökningar om {decision.title[:1].lower()}{decision.title[1:]}"
    return f"enligt överenskommelsen {decision.title}"


def _answered(one: LetterAnswer) -> str:
    """What an application asked for, what it is answered, and why."""
    asked = f"Ni sökte {kronor(one.asked)}" if one.asked is not None else "Er ansökan nämner inget belopp"
    answer = f"beviljas {kronor(one.granted)}" if one.granted else "får avslag"
    reason = f" Skäl: {one.reason}" if one.reason else " Det är hela det sökta beloppet."
    return f"{one.name}: {asked}, och {answer}.{reason}"


def _difference(content: LetterContent) -> str:
    if content.before is None:
        return ""
    before, now = content.before, content.total
    if before == now:
        return f" Beloppet är detsamma som förut, {kronor(now)}, men skälen är andra."
    words = f"{kronor(abs(now - before))} {'mer' if now > before else 'mindre'}"
    return f" Enligt det skulle {content.organisation} få {kronor(before)}. Det är nu {words}."


def _made_up(content: LetterContent) -> Iterator[str]:
    yield "Det här är inte ett verkligt brev. Det visar hur systemet fungerar."
    starred = [goal.code for party in content.parties for goal in party.goals if goal.made_up]
    if starred:
        yield f"Utfallet för {listed(list(dict.fromkeys(starred)))} är påhittat, helt eller delvis (*)."
    yield "Numret, dagen och personerna är också påhittade."


def _party(party: LetterParty) -> PartyWords:
    first = _common_start([goal.figures for goal in party.goals]) if len(party.goals) > 1 else ()
    return PartyWords(
        name=party.name,
        table=amounts_table(party),
        first=first,
        goals=tuple((goal.label, goal.figures[len(first) :], goal.result) for goal in party.goals),
        rules=tuple(_demands(party)) if party.answers else tuple(_rules(party.goals)),
    )


def _common_start(texts: list[Sentences]) -> Sentences:
    """The sentences that all `texts` begin with."""
    return tuple(told[0] for told in takewhile(lambda told: len(set(told)) == 1, zip(*texts, strict=False)))


def _demands(party: LetterParty) -> Iterator[tuple[str, Sentences]]:
    """What every application has to meet."""
    told = dict.fromkeys(one.demands for one in party.answers if one.demands)
    first = "En ansökan ska uppfylla alla villkor för att kunna beviljas."
    yield from (("", (first, *demands)) for demands in told)


def _rules(goals: tuple[LetterGoal, ...]) -> Iterator[tuple[str, Sentences]]:
    """Each rule with the goals that it holds for; last what holds for all of them."""
    told: dict[Sentences, list[str]] = {}
    for goal in goals:
        told.setdefault(goal.rule, []).append(goal.code)
    rules = list(told)
    if len(rules) == 1:
        yield "", rules[0]
        return
    for_all = (
        tuple(sentence for sentence in rules[0] if all(sentence in rule for rule in rules)) if rules else ()
    )
    for rule, codes in told.items():
        if own := tuple(sentence for sentence in rule if sentence not in for_all):
            yield f"{listed(codes)}.", own
    if for_all:
        yield "Alla mål.", for_all


def _next(content: LetterContent) -> Iterator[str]:
    """What happens now, and what the recipient has to do."""
    if content.about is About.REVOKES:
        if content.before:
            yield "Är pengar redan utbetalda får ni ett särskilt besked om vad som gäller för dem."
        return
    more = content.total - (content.before or 0)
    if more > 0:
        yield from _paying(content, "det som har tillkommit" if content.before else "pengarna")
    elif more < 0:
        yield (
            "Det som redan är utbetalt utöver det nya beloppet krävs tillbaka. Kravet kommer för sig, och ni behöver "
            "inte göra något innan dess. Är inget utbetalt än betalas bara det nya beloppet ut."
            if content.total
            else "Det som redan är utbetalt krävs tillbaka. Kravet kommer för sig, och ni behöver inte göra något "
            "innan dess."
        )
    elif content.total:
        yield "Det som ska betalas ut är detsamma som förut."
    else:
        yield "Ni behöver inte göra något."
    if content.total:
        yield from _afterwards(content.decision)


def _paying(content: LetterContent, what: str) -> Iterator[str]:
    """Who pays what is new, and by when; or how it is asked for."""
    decision, requisition = content.decision, content.decision.aftermath.requisition
    if requisition:
        by = f" senast den {plain_day(requisition.by)}" if requisition.by else ""
        yield f"Ni rekvirerar {what} hos {full_name(requisition.to)}{by}."
        return
    in_time = decision.payment_by and decision.decided_on <= decision.payment_by
    by = f" senast den {plain_day(decision.payment_by)}" if decision.payment_by and in_time else ""
    yield f"{full_name(decision.payer)} betalar ut {what}{by}."


def _afterwards(decision: DecisionFacts) -> Iterator[str]:
    after = decision.aftermath
    if after.use_of_money:
        due = f" senast den {plain_day(after.use_of_money.due)}" if after.use_of_money.due else ""
        yield f"Ni redovisar hur pengarna har använts{due}."
    if after.repayment:
        by = f" senast den {plain_day(after.repayment.by)}" if after.repayment.by else ""
        yield f"Pengar som inte har använts betalas tillbaka till {full_name(after.repayment.to)}{by}."


def _people(content: LetterContent) -> Iterator[str]:
    decision = content.decision
    yield f"Beslutsfattare: {decision.decision_maker}. Föredragande: {decision.rapporteur}."
    if decision.others:
        yield f"Övriga som deltog: {decision.others.rstrip('.')}."


def _check(content: LetterContent, csv_sha256: str) -> Iterator[str]:
    yield (
        f"Brevet har numret {content.reference}. På {content.check_at} kan vem som helst se att det är äkta, "
        "och om beslutet gäller."
    )
    yield f"Beloppen ligger också som fil i det här dokumentet: {content.csv_name} (SHA-256 {csv_sha256})."
