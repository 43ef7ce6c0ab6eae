"""The form for a register's file."""

from typing import Any

from django import forms

from assessment.domain.registers.wanted import Register
from assessment.registers.tables import ACCEPT, KINDS, LARGEST

_MEGABYTE = 1024 * 1024


class UploadForm(forms.Form):
    """A file, the day that its figures are from, and whose they are where the register has several requirements."""

    use_required_attribute = False

    file = forms.FileField(
        label="Fil",
        help_text=f"{KINDS}, högst {LARGEST // _MEGABYTE} MB. Sammanräknade uppgifter, aldrig en rad per person.",
        error_messages={"required": "Välj en fil.", "empty": "Filen är tom. Välj en annan."},
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )
    read_on = forms.DateField(
        label="Uttagen ur registret den",
        help_text="Den dag då uppgifterna hämtades, till exempel 2014-11-03. Den visas för den som bedömer.",
        error_messages={"required": "Ange dagen.", "invalid": "Ange dagen som 2014-11-03."},
        widget=forms.DateInput(format="%Y-%m-%d"),
    )
    requirement = forms.ChoiceField(
        label="Vilket krav gäller uppgifterna?",
        required=False,
        error_messages={"invalid_choice": "Kravet läses inte ur registret. Välj ett i listan."},
    )

    def __init__(self, register: Register, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(register.wanted) == 1:
            del self.fields["requirement"]
            return
        choices = [("", "Det står i filen")]
        choices += [(one.requirement, f"{one.requirement} {one.name}") for one in register.wanted]
        self.fields["requirement"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
