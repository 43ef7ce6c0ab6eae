"""Swedish figures, dates and states in templates. A built-in template library: no template loads it.

Filters, each with an example of what it writes (thin spaces U+202F between thousands):

    {{ 1234567|kronor }}                    1 234 567 kr
    {{ 350000000|millions }}                350 miljoner kr      (an amount that is not whole 0.1 millions: as kronor)
    {{ 290|number }}                        290
    {{ 3|counted:"kommun,kommuner" }}       3 kommuner
    {{ held|percent_of:all }}               72,44 %              (never rounded onto a whole percent)
    {{ day|day }}                           tisdag 14 oktober 2014
    {{ day|short_day }}                     14 okt 2014
    {{ day|deadline }}                      tisdag 14 oktober 2014 kl. 24.00 (svensk tid)
    {{ instant|moment }}                    tisdag 14 oktober 2014 kl. 14.32 (svensk tid)
    {{ instant|exact_moment }}              tisdag 14 oktober 2014 kl. 14.32.05 (svensk tid)
    {{ day|relative:today }}                om 9 dagar
    {{ names|listed }}, {{ names|either }}  Berg, Bräcke och Åre; Berg, Bräcke eller Åre

Tags:

    {% tag value %}, {% tag value "Ord" %}  a state as shape, word and colour; `value` is a member of a TextChoices
                                            class, or its text with the word beside it
    {% gauge held all limit %}              a bar with the limit as a mark; `limit` in percent, 0 for none
    {% gauge held all limit may %}          the same, with those who may still reach it in a lighter colour
    {% bar part whole %}                    a plain bar for a table that is a chart
    {% simulated %}, {% simulated "Text." %}  the dashed box that says that figures are made up
    {% simulated_tag %}                     the same in one word, for a row

In a large table call `tag_html` in the selector and let the row carry its safe text.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django import template
from django.db.models import Choices
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from prio import days, money

register = template.Library()

NO_BREAK_SPACE = money.NO_BREAK_SPACE
ONE_MILLION = 1_000_000
IN_SWEDISH_TIME = "(svensk tid)"

# Which shape a state has. One state, one shape, whatever it is that has the state.
SHAPES = {
    "met": "met",
    "met_with_remark": "remark",
    "not_met": "not",
    "not_submitted": "not",
    "not_assessed": "not",
    "handed_in": "met",
    "returned": "remark",
    "late": "remark",
    "proposed": "going",
    "prepared": "going",
    "communicated": "going",
    "answered": "going",
    "sent": "met",
    "read": "met",
    "final": "met",
    "published": "met",
    "open": "going",
    "payment": "going",
    "assessment": "going",
    "approved": "met",
    "in_force": "met",
    "revoked": "not",
    "running": "going",
    "done": "met",
    "made": "going",
    "failed": "not",
    "stopped": "remark",
    "takes_part": "met",
    "left_out": "not",
    "ordered": "going",
    "attested": "going",
    "settled": "met",
    "settled_in_part": "remark",
    "paid": "met",
    "bounced": "not",
    "withdrawn": "open",
    "pay": "met",
    "bounce": "not",
    "nothing": "open",
    "fault": "remark",
    "accepted": "met",
    "undecided": "open",
    "unset": "remark",
    "late_in": "remark",
    "overdue": "not",
    "due": "going",
    "repaid": "met",
}


@register.filter
def number(value: int) -> str:
    """Write a whole number with thin spaces."""
    return money.number(value)


@register.filter
def kronor(value: int) -> str:
    """Write whole kronor."""
    return money.kronor(value)


@register.filter
def millions(value: int) -> str:
    """Write kronor as millions where that says everything (`42,5 miljoner kr`), otherwise as kronor."""
    tenths, rest = divmod(value, ONE_MILLION // 10)
    if rest or value < ONE_MILLION:
        return money.kronor(value)
    whole, tenth = divmod(tenths, 10)
    decimal = f",{tenth}" if tenth else ""
    word = "miljon" if tenths == 10 else "miljoner"
    return f"{money.number(whole)}{decimal}{NO_BREAK_SPACE}{word}{NO_BREAK_SPACE}kr"


@register.filter
def counted(value: int, words: str) -> str:
    """Write a number with its word: `words` is the singular and the plural with a comma between."""
    one, many = words.split(",")
    return f"{money.number(value)}{NO_BREAK_SPACE}{one if value == 1 else many}"


@register.filter
def percent_of(part: int, whole: int) -> str:
    """Write `part` of `whole` as percent; a dash where there is nothing to have a share of."""
    return f"{money.percent(part, whole)}{NO_BREAK_SPACE}%" if whole else "–"


@register.filter
def day(value: date) -> str:
    """Write a day with its weekday."""
    return days.day_with_weekday(_local_day(value))


@register.filter
def short_day(value: date) -> str:
    """Write a day for a narrow column."""
    return days.short_day(_local_day(value))


@register.filter
def deadline(value: date) -> str:
    """Write the last day for something: it ends when the day ends in Stockholm."""
    return f"{day(value)} kl.{NO_BREAK_SPACE}24.00 {IN_SWEDISH_TIME}"


@register.filter
def moment(value: datetime) -> str:
    """Write an instant as the day and the clock in Stockholm."""
    local = timezone.localtime(value)
    return f"{day(value)} kl.{NO_BREAK_SPACE}{local:%H.%M} {IN_SWEDISH_TIME}"


@register.filter
def exact_moment(value: datetime) -> str:
    """Write an instant with its seconds, as a receipt needs."""
    local = timezone.localtime(value)
    return f"{day(value)} kl.{NO_BREAK_SPACE}{local:%H.%M.%S} {IN_SWEDISH_TIME}"


@register.filter
def relative(value: date, today: date) -> str:
    """Write how far `value` is from `today`, in days: `i dag`, `i morgon`, `om 9 dagar`, `för 3 dagar sedan`."""
    distance = (value - today).days
    near = {-1: "i går", 0: "i dag", 1: "i morgon"}
    if distance in near:
        return near[distance]
    far = counted(abs(distance), "dag,dagar")
    return f"om {far}" if distance > 0 else f"för {far} sedan"


@register.filter
def listed(names: Sequence[str]) -> str:
    """Write names in a row with `och` before the last."""
    return _in_a_row(names, "och")


@register.filter
def either(names: Sequence[str]) -> str:
    """Write names in a row with `eller` before the last."""
    return _in_a_row(names, "eller")


def tag_html(value: str, label: str = "", *, made_up: bool = False) -> SafeString:
    """Return a state as shape, word and colour; `made_up` draws it dashed and says so.

    `label` is needed unless `value` is a member of a Choices class.
    """
    word = label or (value.label if isinstance(value, Choices) else value)
    key = str(value.value) if isinstance(value, Choices) else value
    shape = SHAPES.get(key, "open")
    if made_up:
        return format_html(
            '<span class="tag {} sim">{} ◇<span class="sr"> simulerat</span></span>', shape, word
        )
    return format_html('<span class="tag {}">{}</span>', shape, word)


@register.simple_tag
def tag(value: str, label: str = "") -> SafeString:
    """Write a state, see `tag_html`."""
    return tag_html(value, label)


@register.simple_tag
def gauge(held: int, whole: int, limit: int = 0, may: int = 0) -> SafeString:
    """Draw `held` of `whole` inhabitants against `limit` percent, with `may` more that are still undecided.

    A picture only: write the figures beside it.
    """
    share = money.percent(held, whole) if whole else "0"
    said = f"{share} procent" + (f", gränsen är {limit} procent" if limit else "")
    reached = "held" if not limit or held * 100 >= limit * whole else "short"
    lighter = (
        format_html('<rect class="may" width="{}" height="100%"/>', _width(held + may, whole)) if may else ""
    )
    bar_of_held = format_html('<rect class="{}" width="{}" height="100%"/>', reached, _width(held, whole))
    mark = format_html('<rect class="limit" x="{}%" y="-1" width="4" height="120%"/>', limit) if limit else ""
    return format_html(
        '<svg class="gauge" role="img" aria-label="{}">{}{}{}</svg>', said, lighter, bar_of_held, mark
    )


@register.simple_tag
def bar(part: int, whole: int) -> SafeString:
    """Draw `part` of `whole` as a plain bar; the figures stand in the same row, so it is hidden from screen readers."""
    return format_html(
        '<svg aria-hidden="true"><rect width="{}" height="100%" rx="3"/></svg>', _width(part, whole)
    )


@register.simple_tag
def simulated(
    text: str = "Det som visas här är påhittat för demonstrationen, helt eller delvis.",
) -> SafeString:
    """Write the box that says that something shown is made up, and what."""
    return format_html('<p class="simulated"><strong>Simulerade uppgifter.</strong> {}</p>', text)


@register.simple_tag
def simulated_tag() -> SafeString:
    """Write the mark of a row that is made up."""
    return SIMULATED_TAG


def _width(part: int, whole: int) -> str:
    """A share as percent with two decimals and a point, as SVG writes it; cut off, never above 100."""
    hundredths = min(part * 10_000 // whole, 10_000) if whole else 0
    return f"{hundredths // 100}.{hundredths % 100:02}%"


def _in_a_row(names: Sequence[str], word: str) -> str:
    *first, last = names or [""]
    return f"{', '.join(first)} {word} {last}" if first else last


def _local_day(value: date) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


SIMULATED_TAG = format_html('<span class="tag made-up">{}</span>', "Simulerat")
