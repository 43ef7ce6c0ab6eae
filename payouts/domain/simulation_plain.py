"""The changes of a simulation as plain data, as they are stored and sent. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import cast

from payouts.domain.allocation import Coverage, Model
from payouts.domain.simulation import (
    Change,
    ChangeFault,
    Material,
    OtherLimit,
    Outcomes,
    PopulationDate,
    PotAmount,
    PotModel,
    PotsTotal,
    RegionCoverage,
    RegionGate,
    Retried,
    Split,
    Threshold,
)

Plain = dict[str, object]
Given = Mapping[str, object]


def plain_of(change: Change) -> Plain:
    """Return a change as it is stored: `what` it is, and what it says."""
    said = {one.name: _plain_value(getattr(change, one.name)) for one in fields(change)}
    return {"what": _WHAT[type(change)], **said}


def _plain_value(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def change_of(plain: object) -> Change:
    """Return the change that plain data says.

    Raises:
        ChangeFault: it is no change, or something in it is missing or of another shape.
    """
    if not isinstance(plain, Mapping):
        raise ChangeFault("", "En ändring är ett objekt med fältet what.")
    reader = _READERS.get(str(plain.get("what")))
    if reader is None:
        raise ChangeFault("what", f"En ändring kan vara {', '.join(_READERS)}.")
    read, names = reader
    if unknown := plain.keys() - {"what", *names}:
        raise ChangeFault(sorted(map(str, unknown))[0], "Ändringen har inget sådant fält.")
    return read(plain)


def changes_of(plain: Iterable[object]) -> tuple[Change, ...]:
    """Return the changes that plain data says; see `change_of`."""
    return tuple(map(change_of, plain))


def plain_material(material: Material) -> Plain:
    """Return what a simulation needs beside its base, as it is stored."""
    return {
        "people": dict(sorted(material.people.items())),
        "retried": {
            code: {
                "tried": one.tried,
                "untried": one.untried,
                "met": list(one.met),
                "not_met": list(one.not_met),
            }
            for code, one in sorted(material.retried.items())
        },
    }


def material_of(plain: Mapping[str, Mapping[str, object]]) -> Material:
    """Return what `plain_material` wrote."""
    people = cast("Mapping[str, int]", plain["people"])
    rows = cast("Mapping[str, Mapping[str, object]]", plain["retried"])
    return Material(
        people=dict(people),
        retried={
            code: Retried(
                tried=cast("int", row["tried"]),
                untried=cast("int", row["untried"]),
                met=tuple(cast("list[str]", row["met"])),
                not_met=tuple(cast("list[str]", row["not_met"])),
            )
            for code, row in rows.items()
        },
    )


def _whole(given: Given, name: str) -> int:
    value = given.get(name)
    if type(value) is not int:
        raise ChangeFault(name, "Skriv ett helt tal.")
    return value


def _flag(given: Given, name: str) -> bool:
    value = given.get(name)
    if type(value) is not bool:
        raise ChangeFault(name, "Skriv true eller false.")
    return value


def _text(given: Given, name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value:
        raise ChangeFault(name, "Skriv en text.")
    return value


def _day(given: Given, name: str) -> date:
    try:
        return date.fromisoformat(_text(given, name))
    except ValueError as error:
        raise ChangeFault(name, "Skriv dagen som 2014-12-31.") from error


def _texts(given: Given, name: str) -> tuple[str, ...]:
    value = given.get(name)
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ChangeFault(name, "Skriv en lista av koder.")
    return tuple(sorted(set(value)))


def _split(given: Given) -> Split:
    return Split(_text(given, "requirement"), _whole(given, "municipality"), _whole(given, "region"))


def _limit(given: Given) -> OtherLimit:
    return OtherLimit(*(_text(given, name) for name in ("requirement", "criterion", "limit", "value")))


def _outcomes(given: Given) -> Outcomes:
    return Outcomes(_text(given, "requirement"), _flag(given, "met"), _texts(given, "parties"))


_READERS: Mapping[str, tuple[Callable[[Given], Change], tuple[str, ...]]] = {
    "threshold": (lambda given: Threshold(_whole(given, "percent")), ("percent",)),
    "region_gate": (lambda given: RegionGate(_flag(given, "on")), ("on",)),
    "region_coverage": (
        lambda given: RegionCoverage(cast("Coverage", _text(given, "coverage"))),
        ("coverage",),
    ),
    "pot": (
        lambda given: PotAmount(_text(given, "requirement"), _whole(given, "kronor")),
        ("requirement", "kronor"),
    ),
    "pots_total": (lambda given: PotsTotal(_whole(given, "kronor")), ("kronor",)),
    "split": (_split, ("requirement", "municipality", "region")),
    "model": (
        lambda given: PotModel(_text(given, "requirement"), cast("Model", _text(given, "model"))),
        ("requirement", "model"),
    ),
    "population_date": (lambda given: PopulationDate(_day(given, "day")), ("day",)),
    "limit": (_limit, ("requirement", "criterion", "limit", "value")),
    "outcomes": (_outcomes, ("requirement", "met", "parties")),
}

_WHAT: Mapping[type[object], str] = {
    Threshold: "threshold",
    RegionGate: "region_gate",
    RegionCoverage: "region_coverage",
    PotAmount: "pot",
    PotsTotal: "pots_total",
    Split: "split",
    PotModel: "model",
    PopulationDate: "population_date",
    OtherLimit: "limit",
    Outcomes: "outcomes",
}
