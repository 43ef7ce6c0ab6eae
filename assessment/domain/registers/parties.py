"""Which organisation a cell means: by its code, or by a name or another spelling of one of the right kind."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from agreements.domain.faults import quoted
from assessment.domain.registers.wanted import Register, Wanted
from prio.parties.spelling import LONGEST_SPELLING, normalised

TOTALS = frozenset({
    "riket", "hela riket", "hela landet", "sverige", "totalt", "total", "summa", "samtliga", "alla", "riket totalt",
    "samtliga landsting", "samtliga regioner", "samtliga kommuner", "alla landsting", "alla regioner", "alla kommuner",
})  # fmt: skip
_LENGTHS = (
    4,
    2,
)  # digits of the codes of kommuner and of regioner; spreadsheets lose the zero that begins them


class UnknownParty(ValueError):
    """No organisation that fits is called so; the text says what was found, in Swedish."""


@dataclass(frozen=True, slots=True)
class Parties:
    """Who there is. names: by code, on the agreement's day. kinds: by code. spellings: to a code, by kind."""

    names: Mapping[str, str]
    kinds: Mapping[str, str]
    spellings: Mapping[str, Mapping[str, str]]
    _named: dict[tuple[str, str], str] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        self._named.update({(self.kinds[code], normalised(name)): code for code, name in self.names.items()})

    def concerned(self, wanted: Wanted) -> tuple[str, ...]:
        """Return the codes of the parties that a requirement concerns."""
        return tuple(sorted(code for code, kind in self.kinds.items() if kind in wanted.kinds))

    def find(self, text: str, kinds: Iterable[str]) -> str:
        """Return the code of the party that `text` means, of one of `kinds`. Raises UnknownParty."""
        wanted = tuple(kinds)
        plain = normalised(text)
        codes = {code for kind in wanted if (code := self._of_kind(plain, kind))}
        if len(codes) == 1:
            return codes.pop()
        if codes:
            raise UnknownParty(
                f"{quoted(text)} kan vara {' eller '.join(sorted(codes))}. Skriv koden i stället."
            )
        others = {code for kind in set(self.kinds.values()) if (code := self._of_kind(plain, kind))}
        if others:
            raise UnknownParty(f"{quoted(text)} är av ett annat slag än kravet gäller.")
        raise UnknownParty(f"Organisationen {quoted(text)} är okänd.")

    def nearest(self, text: str, kinds: Iterable[str]) -> str:
        """Return a suggestion, ` Menades ”…”?`, or nothing when no spelling of such a party resembles this one."""
        known: dict[str, str] = {}
        for kind in kinds:
            known |= self.spellings.get(kind, {})
            known |= {spelling: code for (of, spelling), code in self._named.items() if of == kind}
        close = difflib.get_close_matches(normalised(text[:LONGEST_SPELLING]), known, n=1)
        return f" Menades {quoted(self.names.get(known[close[0]], ''))}?" if close else ""

    def _of_kind(self, plain: str, kind: str) -> str | None:
        if plain.isascii() and plain.isdigit():
            return next(
                (
                    code
                    for length in _LENGTHS
                    if len(code := plain.zfill(length)) == length and self.kinds.get(code) == kind
                ),
                None,
            )
        return self.spellings.get(kind, {}).get(plain) or self._named.get((kind, plain))


def is_total(text: str) -> bool:
    """Say whether a row is a sum of the others: it is passed over."""
    return normalised(text) in TOTALS


def kinds_of(register: Register, requirements: Iterable[str]) -> tuple[str, ...]:
    """Return the kinds of parties that any of the requirements concerns."""
    found = (register.of(code) for code in requirements)
    return tuple(dict.fromkeys(kind for one in found if one for kind in one.kinds))
