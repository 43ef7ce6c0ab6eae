"""A simulation as plain data, for its JSON file and the API. Amounts are whole kronor."""

from collections.abc import Mapping
from typing import Any

from payouts.domain.simulation_plain import plain_material, plain_of
from payouts.models import Simulation
from payouts.selectors.differences import CountyRow, KindRow, PartyRow, Shown
from payouts.selectors.simulation_pages import SimulationPage, Workbench
from payouts.simulating import Trial
from payouts.simulation_files import NOTICE

Plain = dict[str, Any]


def mark() -> Plain:
    """Return what every answer about simulations begins with."""
    return {"is_simulation": True, "notice": NOTICE}


def about_simulation(simulation: Simulation) -> Plain:
    """Return what a saved simulation is, for a list."""
    return {
        "id": simulation.pk,
        "agreement": simulation.agreement.code,
        "name": simulation.name,
        "made_by": simulation.owner.get_full_name(),
        "made_at": simulation.made_at,
        "base": {"kind": simulation.base_kind, "sha256": simulation.base_sha256},
        "base_is_made_up": simulation.simulated,
        "changes": simulation.changes,
        "pots_total_sek": simulation.pots_total,
        "distributed_sek": simulation.distributed,
        "undistributed_sek": simulation.undistributed,
        "result_sha256": simulation.result_sha256,
    }


def simulation_data(page: SimulationPage) -> Plain:
    """Return a saved simulation with what it gives."""
    if page.simulation is None:
        raise ValueError("only a saved simulation has data")
    about = about_simulation(page.simulation)
    retried = page.simulation.material["retried"]
    return mark() | about | {"words": list(page.words), "retried": retried} | difference_data(page.shown)


def trial_data(bench: Workbench, trial: Trial, page: SimulationPage) -> Plain:
    """Return what changes that are not saved would give."""
    base = bench.base
    return (
        mark()
        | {
            "agreement": bench.version.agreement.code,
            "base": {"kind": base.kind, "sha256": base.sha256} if base else None,
            "base_is_made_up": bool(base and base.made_up),
            "changes": [plain_of(change) for change in trial.changes],
            "result_sha256": trial.sha256,
            "words": list(page.words),
            "retried": plain_material(trial.material)["retried"],
        }
        | difference_data(page.shown)
    )


def difference_data(shown: Shown) -> Plain:
    """Return two divisions beside each other: the whole, the parties, counties, kinds and pots."""
    found = shown.difference
    return {
        "labels": {"before": shown.labels[0], "after": shown.labels[1]},
        "totals": {
            "before": _totals(found.before.distributed, found.before.undistributed, found.before.taking_part),
            "after": _totals(found.after.distributed, found.after.undistributed, found.after.taking_part),
            "gained_sek": found.gained,
            "lost_sek": found.lost,
            "gainers": len(found.gainers),
            "losers": len(found.losers),
            "counties_fallen": list(found.fallen),
            "counties_risen": list(found.risen),
        },
        "parties": list(map(_party, shown.parties)),
        "counties": list(map(_county, shown.counties)),
        "kinds": list(map(_kind, shown.kinds)),
        "pots": [
            {
                "requirement": row.of.requirement,
                "kind": row.of.kind,
                "before": _pot(row.of.amount_before, row.of.left_before, row.of.sharers_before),
                "after": _pot(row.of.amount_after, row.of.left_after, row.of.sharers_after),
            }
            for row in shown.pots
        ],
    }


def _party(row: PartyRow) -> Plain:
    about = {"party": row.code, "name": row.name, "kind": row.kind, "county": row.county}
    return about | _amounts(row.before, row.after, (row.rate_before, row.rate_after))


def _county(row: CountyRow) -> Plain:
    standing = {"took_part": row.of.took_part, "takes_part": row.of.takes_part}
    amounts = _amounts(row.before, row.after, (row.rate_before, row.rate_after))
    return {"county": row.code, "name": row.name} | standing | amounts


def _kind(row: KindRow) -> Plain:
    paid = {"paid_before": row.of.paid_before, "paid_after": row.of.paid_after}
    amounts = _amounts(row.of.before, row.of.after, (row.rate_before, row.rate_after))
    return {"kind": row.kind} | paid | amounts


def _totals(distributed: int, undistributed: int, taking_part: int) -> Plain:
    return {
        "pots_total_sek": distributed + undistributed,
        "distributed_sek": distributed,
        "undistributed_sek": undistributed,
        "counties_taking_part": taking_part,
    }


def _amounts(before: int, after: int, rates: tuple[str, str]) -> Plain:
    return {
        "before_sek": before,
        "after_sek": after,
        "change_sek": after - before,
        "before_per_inhabitant": rates[0],
        "after_per_inhabitant": rates[1],
    }


def _pot(amount: int, left: int, sharers: int) -> Mapping[str, int]:
    return {
        "amount_sek": amount,
        "distributed_sek": amount - left,
        "undistributed_sek": left,
        "sharers": sharers,
    }
