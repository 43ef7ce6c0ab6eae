"""What shows only when a whole table has been read: figures that do not go together, and what is missing."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from agreements.domain.wording import listed
from assessment.domain.registers.checked import Checked, FaultList, FigureKey
from assessment.domain.registers.parties import Parties
from assessment.domain.registers.typed import YES
from assessment.domain.registers.wanted import ON_LIST, Field, Register, Wanted
from prio.days import month_in_words

Read = Mapping[FigureKey, tuple[str, int]]
_MOST_NAMED = 4
_Pair = tuple[str, str]


def settled(
    register: Register, parties: Parties, read: Read, faults: FaultList, *, rows: int, totals: int
) -> Checked:
    """Return what may be taken in, with everything that is wrong or missing."""
    fields = {(each.requirement, each.key): each for one in register.wanted for each in one.fields}
    found = _Settling(parties, faults, fields, {key: value for key, (value, _) in read.items()})
    found.one_figure_for_the_whole()
    found.months()
    found.parts()
    found.ratios(register)
    figures = {
        key: value
        for key, value in found.figures.items()
        if (key.requirement, key.party) not in faults.left_out
    }
    return Checked(
        figures,
        tuple(faults.told),
        faults.number,
        frozenset(faults.left_out),
        rows,
        totals,
        *_gaps(register, parties, found.figures, faults),
        {
            one.requirement: sum(
                1
                for key, value in figures.items()
                if key.requirement == one.requirement and key.key == ON_LIST and value == YES
            )
            for one in register.wanted
            if one.has_list
        },
    )


class _Settling:
    """The figures as they are looked at in turn."""

    def __init__(
        self,
        parties: Parties,
        faults: FaultList,
        fields: Mapping[_Pair, Field],
        figures: dict[FigureKey, str],
    ) -> None:
        self.parties, self.faults, self.fields, self.figures = parties, faults, fields, figures

    def _fault(self, key: FigureKey, text: str) -> None:
        self.faults.add(0, "", f"{self.parties.names.get(key.party, key.party)}, {key.requirement}: {text}")
        self.faults.leave_out(key.requirement, key.party)

    def _of(self, *, adds_up: bool) -> Iterator[tuple[FigureKey, Field]]:
        kinds = {pair for pair, field in self.fields.items() if field.adds_up == adds_up}
        for key in list(self.figures):
            pair = key.requirement, key.key
            if pair in kinds:
                yield key, self.fields[pair]

    def one_figure_for_the_whole(self) -> None:
        """A percentage, a yes or a no holds for the whole period: by month it must be the same each time."""
        several: dict[FigureKey, set[str]] = defaultdict(set)
        for key, field in self._of(adds_up=False):
            whole = key._replace(month="", unit=key.unit if field.inside else "")
            several[whole].add(self.figures.pop(key))
        for whole, values in several.items():
            if len(values) == 1:
                self.figures[whole] = values.pop()
            else:
                label = self.fields[whole.requirement, whole.key].label
                self._fault(whole, f"”{label}” har olika värden på flera rader. Ange ett för hela perioden.")

    def months(self) -> None:
        """A sum over months is right only when none is missing, and nothing counts a month twice."""
        shapes: dict[FigureKey, set[str]] = defaultdict(set)
        whole_and_units: dict[FigureKey, set[bool]] = defaultdict(set)
        everywhere: dict[_Pair, set[str]] = defaultdict(set)
        for key, field in self._of(adds_up=True):
            if field.kind == "series":
                continue
            shapes[key._replace(month="")].add(key.month)
            if not field.inside:
                whole_and_units[key._replace(month="", unit="")].add(bool(key.unit))
            if key.month and not key.unit:
                everywhere[key.requirement, key.key].add(key.month)
        for key, months in shapes.items():
            label = self.fields[key.requirement, key.key].label
            missing = everywhere[key.requirement, key.key] - months if not key.unit else set()
            if "" in months and len(months) > 1:
                self._fault(key, f"”{label}” står både för hela perioden och per månad.")
            elif "" not in months and missing:
                self._fault(key, f"”{label}” saknas för {_months(missing)}, som andra har.")
        for key, kinds in whole_and_units.items():
            if len(kinds) > 1:
                label = self.fields[key.requirement, key.key].label
                self._fault(key, f"”{label}” står både för hela organisationen och per enhet.")

    def parts(self) -> None:
        """Women and men go together, and come to the whole where it stands too."""
        parts: dict[tuple[FigureKey, str], dict[str, str]] = defaultdict(dict)
        for key, field in self._of(adds_up=True):
            question, _, part = key.key.partition(".")
            if part and not field.inside:
                parts[key._replace(key=question), ""][part] = self.figures[key]
        for (whole, _), found in parts.items():
            wanted = {
                key.partition(".")[2]
                for requirement, key in self.fields
                if requirement == whole.requirement and key.startswith(f"{whole.key}.")
            }
            label = self.fields[whole.requirement, whole.key].label
            if wanted - found.keys():
                self._fault(whole, f"”{label}” har bara en del av uppdelningen.")
                continue
            said = self.figures.pop(whole, None)
            total = sum(map(int, found.values()))
            if said is not None and int(said) != total:
                self._fault(whole, f"”{label}” är {said}, men delarna är tillsammans {total}.")

    def ratios(self, register: Register) -> None:
        """A part is not larger than its whole, summed over months and units, wherever they stand."""
        ratios = {one.requirement: one.ratios for one in register.wanted if one.ratios}
        sums: dict[_Pair, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for key, field in self._of(adds_up=True):
            if key.requirement in ratios and not field.inside:
                sums[key.requirement, key.party][key.key.partition(".")[0]] += int(self.figures[key])
        for (requirement, party), found in sums.items():
            if (requirement, party) in self.faults.left_out:
                continue
            for ratio in ratios[requirement]:
                if found.keys() >= {*ratio.of, *ratio.base, *ratio.minus}:
                    part, whole, minus = (
                        sum(found[key] for key in keys) for keys in (ratio.of, ratio.base, ratio.minus)
                    )
                    if part > whole - minus:
                        self._fault(
                            FigureKey(party, requirement, ""),
                            f"Delen {part} är större än det hela, {whole} − {minus}.",
                        )


def _gaps(
    register: Register, parties: Parties, figures: Mapping[FigureKey, str], faults: FaultList
) -> tuple[
    dict[str, tuple[str, ...]], dict[_Pair, tuple[str, ...]], dict[str, tuple[str, ...]]
]:  # missing, incomplete, absent
    has: dict[_Pair, set[str]] = defaultdict(set)
    for key in figures:
        has[key.requirement, key.party].add(key.key.partition(".")[0])
    missing: dict[str, tuple[str, ...]] = {}
    incomplete: dict[_Pair, tuple[str, ...]] = {}
    absent: dict[str, tuple[str, ...]] = {}
    for one in register.wanted:
        if not one.fields:
            continue
        seen = {
            key for (requirement, _), keys in has.items() if requirement == one.requirement for key in keys
        }
        labels = _labels(one)
        if lacking := tuple(label for key, label in labels.items() if key not in seen):
            absent[one.requirement] = lacking
        if not seen:
            continue
        gone = []
        for party in parties.concerned(one):
            own = has.get((one.requirement, party))
            if own is None:
                if (one.requirement, party) not in faults.left_out:
                    gone.append(party)
            elif less := tuple(label for key, label in labels.items() if key in seen - own):
                incomplete[one.requirement, party] = less
        missing[one.requirement] = tuple(gone)
    return missing, incomplete, absent


def _labels(wanted: Wanted) -> dict[str, str]:
    labels: dict[str, str] = {}
    for field in wanted.fields:
        question, _, part = field.key.partition(".")
        if not part or field.inside:
            labels[question] = field.label
    return labels


def _months(months: set[str]) -> str:
    names = [month_in_words(month) for month in sorted(months)]
    if len(names) > _MOST_NAMED:
        names = [*names[:_MOST_NAMED], f"{len(names) - _MOST_NAMED} till"]
    return listed(names)
