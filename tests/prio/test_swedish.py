"""Swedish figures, dates and states as templates write them."""

from datetime import UTC, date, datetime

import pytest
from django.db.models import TextChoices
from django.template import Context, Template

from prio import swedish

DAY = date(2014, 10, 14)


class Outcome(TextChoices):
    """A state that a template may show."""

    MET = "met", "Uppfyllt"


def drawn(text: str, **values: object) -> str:
    return Template(text).render(Context(values))


@pytest.mark.parametrize(
    ("kronor", "text"),
    [
        (350_000_000, "350\u00a0miljoner\u00a0kr"),
        (42_500_000, "42,5\u00a0miljoner\u00a0kr"),
        (1_000_000, "1\u00a0miljon\u00a0kr"),
        (1_234_567, "1\u202f234\u202f567\u00a0kr"),
        (900_000, "900\u202f000\u00a0kr"),
        (0, "0\u00a0kr"),
    ],
)
def test_millions_are_written_only_where_they_say_everything(kronor: int, text: str) -> None:
    assert swedish.millions(kronor) == text


def test_a_deadline_has_weekday_clock_and_zone() -> None:
    assert drawn("{{ day|deadline }}", day=DAY) == "tisdag 14\u00a0oktober 2014 kl.\u00a024.00 (svensk tid)"


def test_an_instant_is_shown_in_stockholm_also_when_the_day_is_another_there() -> None:
    late = datetime(2014, 10, 14, 22, 30, tzinfo=UTC)
    assert drawn("{{ at|moment }}", at=late) == "onsdag 15\u00a0oktober 2014 kl.\u00a000.30 (svensk tid)"


def test_an_instant_on_a_receipt_has_its_seconds() -> None:
    at = datetime(2014, 10, 14, 12, 32, 5, tzinfo=UTC)
    assert (
        drawn("{{ at|exact_moment }}", at=at) == "tisdag 14\u00a0oktober 2014 kl.\u00a014.32.05 (svensk tid)"
    )


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2014, 10, 5), "om 9\u00a0dagar"),
        (date(2014, 10, 13), "i morgon"),
        (DAY, "i dag"),
        (date(2014, 10, 15), "i går"),
        (date(2014, 10, 17), "för 3\u00a0dagar sedan"),
    ],
)
def test_distance_in_days(today: date, words: str) -> None:
    assert swedish.relative(DAY, today) == words


def test_counted_words_and_names_in_a_row() -> None:
    assert swedish.counted(1, "kommun,kommuner") == "1\u00a0kommun"
    assert swedish.counted(1290, "kommun,kommuner") == "1\u202f290\u00a0kommuner"
    assert swedish.listed(["Berg", "Bräcke", "Åre"]) == "Berg, Bräcke och Åre"
    assert swedish.either(["Berg"]) == "Berg"
    assert swedish.listed([]) == ""


def test_short_days_fit_a_narrow_column() -> None:
    assert swedish.short_day(DAY) == "14\u00a0okt\u00a02014"
    assert swedish.short_day(date(2014, 6, 1)) == "1\u00a0juni\u00a02014"


def test_a_share_of_nothing_is_a_dash() -> None:
    assert swedish.percent_of(0, 0) == "–"
    assert swedish.percent_of(79_999, 100_000) == "79,999\u00a0%"


def test_a_state_is_word_and_shape() -> None:
    assert drawn("{% tag state %}", state=Outcome.MET) == '<span class="tag met">Uppfyllt</span>'
    assert drawn('{% tag "unknown" "Något" %}') == '<span class="tag open">Något</span>'


def test_what_is_written_into_a_state_is_escaped() -> None:
    assert "<b>" not in swedish.tag_html("met", "<b>")


def test_gauge_holds_the_figures_the_limit_and_what_may_come() -> None:
    svg = drawn("{% gauge 7244 10000 80 500 %}")
    assert 'aria-label="72,44 procent, gränsen är 80 procent"' in svg
    assert '<rect class="short" width="72.44%"' in svg
    assert '<rect class="may" width="77.44%"' in svg
    assert '<rect class="limit" x="80%"' in svg


def test_gauge_that_reaches_its_limit_exactly_is_not_short() -> None:
    assert '<rect class="held" width="80.00%"' in drawn("{% gauge 80 100 80 %}")


def test_gauge_and_bar_of_nothing_are_empty() -> None:
    assert 'width="0.00%"' in drawn("{% gauge 0 0 80 %}")
    assert 'width="0.00%"' in drawn("{% bar 0 0 %}")


def test_what_is_made_up_says_so_in_words() -> None:
    assert "Simulerade uppgifter." in drawn("{% simulated %}")
    assert "Simulerat" in drawn("{% simulated_tag %}")
    assert "simulerat" in swedish.tag_html(Outcome.MET, made_up=True)
