"""The forms around questions: asking, answering, and making an answer a part of a requirement."""

from collections.abc import Iterable
from typing import Any

from django import forms

from agreements.domain.clarification import PART_WORDS, PARTS
from agreements.services.clarifying import LONGEST_CLARIFICATION
from agreements.services.questions import LONGEST_ANSWER, LONGEST_QUESTION, SHORTEST_QUESTION, cleaned
from prio.refused import Refused

_WHOLE = ("", "Hela överenskommelsen")


class SaidField(forms.CharField):
    """A long text, read as the service reads it. The browser counts nothing: what is pasted is never cut unseen."""

    def __init__(self, what: str, shortest: int, longest: int, *, label: str, hint: str = "") -> None:
        self.what, self.shortest, self.longest = what, shortest, longest
        super().__init__(
            label=label, help_text=hint, required=False, widget=forms.Textarea(attrs={"rows": 6})
        )

    def clean(self, value: str | None) -> str:
        """Return the tidied text, or say in the service's words what is wrong with it."""
        try:
            return cleaned(value or "", self.what, self.shortest, self.longest)
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal


def _choices(requirements: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(code, f"{code} {name}") for code, name in requirements]


class AskForm(forms.Form):
    """A question about a requirement, or about the whole agreement."""

    use_required_attribute = False

    requirement = forms.ChoiceField(
        label="Vad gäller frågan?",
        required=False,
        error_messages={"invalid_choice": "Kravet finns inte i överenskommelsen. Välj ett i listan."},
    )
    text = SaidField(
        "Frågan",
        SHORTEST_QUESTION,
        LONGEST_QUESTION,
        label="Er fråga",
        hint="Alla som är inloggade kan läsa frågan när den är besvarad. Vem som ställde den visas inte.",
    )

    def __init__(self, requirements: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["requirement"].choices = [_WHOLE, *_choices(requirements)]  # type: ignore[attr-defined]  # a ChoiceField


class AnswerForm(forms.Form):
    """An answer. seen: which answer the writer saw."""

    use_required_attribute = False

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    text = SaidField("Svaret", 1, LONGEST_ANSWER, label="Svar")


class ClarifyForm(forms.Form):
    """What is added to a requirement, and where."""

    use_required_attribute = False

    requirement = forms.ChoiceField(
        label="Krav",
        error_messages={
            "required": "Välj kravet som förtydligas.",
            "invalid_choice": "Kravet finns inte i överenskommelsen. Välj ett i listan.",
        },
    )
    part = forms.ChoiceField(
        label="Var ska texten stå?",
        choices=[(part, PART_WORDS[part]) for part in PARTS],
        error_messages={
            "required": "Välj var texten ska stå.",
            "invalid_choice": "Välj ett av alternativen i listan.",
        },
    )
    wording = SaidField(
        "Förtydligandet",
        1,
        LONGEST_CLARIFICATION,
        label="Förtydligandet",
        hint="Texten läggs sist i det avsnitt som ni väljer. Skriv den så att den går att läsa utan frågan.",
    )

    def __init__(self, requirements: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["requirement"].choices = _choices(requirements)  # type: ignore[attr-defined]  # a ChoiceField
