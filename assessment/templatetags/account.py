"""The diagram of a tally: one bar in the colours of its outcomes."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from assessment.domain.account import Part, Tally
from assessment.domain.account_words import points, short_percent

register = template.Library()
_WHOLE = 10_000  # hundredths of a percent
# On screen and in print: dark for what counts as met, red for what does not. A text says the same beside each.
_COLOURS = {
    "met": "#123f4a",
    "met_with_remark": "#6fa3ab",
    "not_met": "#8a1c1c",
    "not_submitted": "#d98880",
    "not_assessed": "#e8bdb8",
    "declined": "#b9a77c",
    "open": "#eceef1",
}


@register.simple_tag
def outcomes_bar(tally: Tally) -> SafeString:
    """Draw how many parties got each outcome as parts of one bar; what it says is its label."""
    said = ", ".join(f"{part.number} {part.word.lower()}" for part in tally.parts)
    return format_html(
        '<svg class="outcomes" role="img"><title>{}</title>{}</svg>',
        said,
        _rectangles(tally.parts, tally.total),
    )


@register.simple_tag
def outcome_mark(outcome: str) -> SafeString:
    """Draw the colour of an outcome, for the key beside the bars."""
    return format_html(
        '<svg aria-hidden="true"><rect fill="{}" width="100%" height="100%"/></svg>', _COLOURS[outcome]
    )


def _rectangles(parts: tuple[Part, ...], total: int) -> SafeString:
    drawn, done = [], 0
    for part in parts:
        drawn.append((_COLOURS[part.key], _hundredths(done, total), _hundredths(part.number, total)))
        done += part.number
    return format_html_join("", '<rect fill="{}" x="{}" width="{}" height="100%"/>', drawn)


def _hundredths(part: int, whole: int) -> str:
    hundredths = part * _WHOLE // whole
    return f"{hundredths // 100}.{hundredths % 100:02}%"


@register.filter
def share_of(part: int, whole: int) -> str:
    """Write a share with one decimal: `97,2 %`."""
    return short_percent(part, whole)


@register.filter
def in_points(tenths: int) -> str:
    """Write a change in tenths of percentage points: `+1,2`."""
    return points(tenths)
