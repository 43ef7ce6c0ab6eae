"""Signing in, and a new password, in words that say what to do."""

from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm


class SignInForm(AuthenticationForm):
    """User name and password. A refusal never says which of them was wrong."""

    error_messages = {
        "invalid_login": (
            "Det gick inte att logga in. Kontrollera användarnamnet och lösenordet och försök igen. "
            "Stora och små bokstäver räknas som olika."
        ),
        "inactive": "Kontot är avstängt. Vänd er till den som administrerar Prio hos er.",
    }


class NewPasswordForm(PasswordChangeForm):
    """The old password once and the new one twice."""

    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": "Det nuvarande lösenordet stämmer inte. Skriv det igen.",
        "password_mismatch": "De två nya lösenorden är olika. Skriv samma lösenord i båda fälten.",
    }
