"""What a county can expect while its reports come in, and what it loses with a party that stays away."""

from collections.abc import Mapping
from dataclasses import dataclass

from payouts.domain.forecast import CountyStakes, Outlook, stakes_of
from payouts.domain.worth_words import about
from payouts.models import Forecast
from payouts.selectors.forecasts import made_up_parts, outlook_from
from prio.accounts.roles import Actor
from prio.desk.board_facts import PartyFact
from prio.swedish import listed


@dataclass(frozen=True, slots=True)
class PartyStake:
    """What is lost if a party stays away, in words for a narrow column; falls: the county falls with it."""

    words: str
    falls: bool


@dataclass(frozen=True, slots=True)
class BoardStakes:
    """What is at stake in a county. amount: kronor in words. by_party: by primary key; who is out is not there."""

    takes_part: bool
    amount: str
    warning: str
    by_party: Mapping[int, PartyStake]
    simulated: bool


def outlook_of_newest(forecast: Forecast | None) -> Outlook | None:
    """Return what the newest forecast reckons with, or None before the first."""
    return outlook_from(forecast) if forecast else None


def sees_stakes(actor: Actor, county: str) -> bool:
    """Say whether the actor sees what every party of the county is worth: its coordinator, and who reads all."""
    return actor.reads_all or county in actor.coordinates


def board_stakes(
    forecast: Forecast, county: str, county_name: str, threshold: int, parties: Mapping[int, PartyFact]
) -> BoardStakes:
    """Return what is at stake for each party of the county and for all of it: one division."""
    found = stakes_of(outlook_from(forecast), county)
    by_code = {party.code: party for party in parties.values()}
    words = {
        by_code[code].id: PartyStake(about(stake.county), stake.falls)
        for code, stake in found.parties.items()
        if code in by_code
    }
    return BoardStakes(
        takes_part=found.takes_part,
        amount=about(found.amount),
        warning=_warning(found, by_code, county_name, threshold),
        by_party=words,
        simulated=forecast.simulated or bool(made_up_parts(forecast)),
    )


def _warning(found: CountyStakes, parties: Mapping[str, PartyFact], county: str, threshold: int) -> str:
    """Say with whom the county falls, the kommuner apart from the region."""
    falling = [parties[code] for code, stake in found.parties.items() if stake.falls and code in parties]
    kommuner = [party.name for party in falling if party.inhabitants]
    regions = [party.name for party in falling if not party.inhabitants]
    sentences = []
    if kommuner:
        each = " var för sig" if len(kommuner) > 1 else ""
        sentences.append(f"Utan {listed(kommuner)}{each} faller länet under gränsen på {threshold} procent.")
    sentences += [f"Utan {region} deltar inte länet." for region in regions]
    if not sentences:
        return ""
    return f"{' '.join(sentences)} Då går hela {county} miste om ungefär {about(found.amount)}."
