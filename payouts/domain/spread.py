"""What has moved of an organisation's money, spread over the amounts that it was given. Pure, in whole kronor."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moved:
    """Kronor that are paid, with the bank, to come home, and come home."""

    paid: int = 0
    on_the_way: int = 0
    to_repay: int = 0
    repaid: int = 0

    def __add__(self, other: "Moved") -> "Moved":
        return Moved(
            self.paid + other.paid,
            self.on_the_way + other.on_the_way,
            self.to_repay + other.to_repay,
            self.repaid + other.repaid,
        )

    @classmethod
    def sum(cls, several: Iterable["Moved"]) -> "Moved":
        """Return all of it together."""
        return sum(several, start=cls())


def spread(moved: Moved, given: Sequence[int]) -> tuple[Moved, ...]:
    """Return what has moved of each amount; together they are `moved`, to the krona.

    An organisation is paid all its amounts together. Each is filled in order, and what is paid beyond all of them
    stands at the last; what comes home is taken from the last first.

    Args:
        moved: all of it.
        given: the kronor of each amount, at least one.
    """
    paid = _fill(moved.paid, given)
    on_the_way = _fill(moved.on_the_way, _left(given, paid))
    repaid = _fill_from_last(moved.repaid, paid)
    to_repay = _fill_from_last(moved.to_repay, _left(paid, repaid))
    return tuple(Moved(*of_one) for of_one in zip(paid, on_the_way, to_repay, repaid, strict=True))


def _left(rooms: Sequence[int], taken: Sequence[int]) -> list[int]:
    return [max(0, room - kronor) for room, kronor in zip(rooms, taken, strict=True)]


def _fill(kronor: int, rooms: Sequence[int]) -> list[int]:
    found = []
    for room in rooms:
        found.append(min(kronor, room))
        kronor -= found[-1]
    found[-1] += kronor
    return found


def _fill_from_last(kronor: int, rooms: Sequence[int]) -> list[int]:
    found = []
    for room in reversed(rooms):
        found.append(min(kronor, room))
        kronor -= found[-1]
    found[0] += kronor
    return found[::-1]
