"""What the calendar says of a report on a day: whether it is open, and which answers can still be changed.

A deadline ends with its day in Stockholm, so the day there of the moment that counts decides: on the last day
everything is in time, on the next it is late.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from agreements.domain.deadlines import closing_day, question_days
from agreements.domain.definition import Definition
from agreements.domain.lifecycle import Needs
from agreements.domain.progress import asked_of_reporter
from agreements.domain.requirement import RequirementDefinition


@dataclass(frozen=True, slots=True)
class Times:
    """The days of one report, seen from `day`.

    opens, last_day: of the report, None where the agreement has no such day. question_days: the last day of each
    question with a day of its own. completion_due: the last day of the open requests for completion. is_assessed: the
    assessment of the agreement has ended, and nothing is received any more.
    """

    day: date
    opens: date | None = None
    last_day: date | None = None
    question_days: Mapping[str, date] = field(default_factory=dict, hash=False)
    completion_due: date | None = None
    is_assessed: bool = False

    @property
    def opened(self) -> bool:
        """Whether reporting has opened."""
        return self.opens is None or self.day >= self.opens

    @property
    def closed(self) -> bool:
        """Whether the last day to report has ended."""
        return self.last_day is not None and self.day > self.last_day

    def editable(self, requirement: RequirementDefinition, state: str) -> frozenset[str]:
        """Return the keys of the questions whose answers can be changed in a state.

        A draft can be written on after the last day too: it is then handed in late. A question that closed before the
        rest stays closed, one that closes after the rest can be answered although the report is handed in, and while
        a completion is asked for everything can be changed.
        """
        asked = frozenset(question.key for question in asked_of_reporter(requirement))
        if not self.opened or self.is_assessed:
            return frozenset()
        match state:
            case "not_begun" | "draft":
                return asked - self._closed_early()
            case "returned":
                return asked
            case "handed_in":
                return asked & self._open_longer()
            case _:
                return frozenset()

    def met(self, requirement: RequirementDefinition) -> frozenset[Needs]:
        """Return the conditions on time that hold."""
        too_late = self.closed and self.completion_due is not None and self.day > self.completion_due
        return frozenset(
            {
                Needs.AFTER_CLOSING if self.closed else Needs.BEFORE_CLOSING,
                Needs.COMPLETION_CLOSED if too_late else Needs.COMPLETION_OPEN,
                Needs.FIRST_HAND_IN if self.completion_due is None else Needs.IS_COMPLETION,
                *([Needs.IS_OPEN] if self.opened else []),
                *([] if self.is_assessed else [Needs.NOT_ASSESSED]),
                *([Needs.QUESTION_OPEN] if self.editable(requirement, "handed_in") else []),
            }
        )

    def _closed_early(self) -> frozenset[str]:
        return frozenset(
            key
            for key, day in self.question_days.items()
            if day < self.day and (self.last_day is None or day < self.last_day)
        )

    def _open_longer(self) -> frozenset[str]:
        return frozenset(
            key
            for key, day in self.question_days.items()
            if self.day <= day and self.last_day is not None and self.last_day < day
        )


def times_of(
    definition: Definition,
    requirement_code: str,
    day: date,
    *,
    extensions: Collection[date] = (),
    completion_due: date | None = None,
    is_assessed: bool = False,
) -> Times:
    """Return what the calendar says of a report on `day` (in Stockholm); `extensions` as in `closing_day`.

    is_assessed: the assessment of the agreement has ended.

    Raises KeyError for an unknown requirement.
    """
    return Times(
        day=day,
        opens=definition.dates.opens,
        last_day=closing_day(definition, requirement_code, extensions=extensions),
        question_days=question_days(definition, requirement_code, extensions),
        completion_due=completion_due,
        is_assessed=is_assessed,
    )
