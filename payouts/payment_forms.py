"""The forms of payments: a day, details, a file from the bank."""

from typing import Any, cast

from django import forms

from payouts.domain.account_numbers import AccountType, WrongAccount, read_account
from payouts.models import AccountKind
from payouts.paying import accounts_of_payers
from payouts.services.payment_statuses import LARGEST

_DAY = {"required": "Ange dagen.", "invalid": "Ange dagen som 2014-12-30."}
_MEGABYTE = 1024 * 1024


class OrderForm(forms.Form):
    """The day that the bank shall pay."""

    use_required_attribute = False
    pay_on = forms.DateField(
        label="Betalningsdag",
        help_text="Den dag då banken ska betala, till exempel 2014-12-30.",
        error_messages=_DAY,
        widget=forms.DateInput(format="%Y-%m-%d"),
    )


class DetailsForm(forms.Form):
    """Where an organisation wants its money."""

    use_required_attribute = False
    kind = forms.ChoiceField(
        label="Vart ska pengarna?",
        choices=AccountKind.choices,
        error_messages={
            "required": "Välj bankgiro eller bankkonto.",
            "invalid_choice": "Välj bankgiro eller bankkonto.",
        },
    )
    number = forms.CharField(
        label="Nummer",
        max_length=40,
        help_text="Bankgironumret, eller clearingnumret och sedan kontonumret. Mellanslag och bindestreck går bra.",
        error_messages={"required": "Skriv numret.", "max_length": "Numret är för långt."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, Any]:
        """Say at the field what is wrong with the number."""
        given = super().clean() or {}
        if "kind" in given and "number" in given:
            try:
                read = read_account(cast("AccountType", given["kind"]), given["number"])
                if read.digits in accounts_of_payers():
                    raise WrongAccount("Det är utbetalarens eget nummer. Skriv organisationens.")
            except WrongAccount as wrong:
                self.add_error("number", str(wrong))
        return given


class StatusesForm(forms.Form):
    """A file from the bank."""

    use_required_attribute = False
    file = forms.FileField(
        label="Fil från banken",
        help_text=f"pain.002, camt.054 eller CSV, högst {LARGEST // _MEGABYTE} MB.",
        error_messages={"required": "Välj en fil.", "empty": "Filen är tom. Välj en annan."},
        widget=forms.ClearableFileInput(attrs={"accept": ".xml,.csv"}),
    )


class PaidForm(forms.Form):
    """The day that a payment was made, said by hand."""

    use_required_attribute = False
    paid_on = forms.DateField(
        label="Betald den", error_messages=_DAY, widget=forms.DateInput(format="%Y-%m-%d")
    )
