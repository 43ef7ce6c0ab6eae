"""One message as a mail: its text and headers, and what the mail server said about it."""

import hashlib
import smtplib
from enum import Enum
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse

from prio.mail.models import Message

LONGEST_FAULT = 500  # characters
FIRST_PERMANENT = 500  # SMTP: 4xx may pass another time, 5xx never will


class Gone(Enum):
    """What became of a mail."""

    SENT = "the server took it"
    LATER = "the server asks to try again"
    NEVER = "the server will not take it"
    UNREACHABLE = "no server answered, or it let us not in: nothing was sent"
    UNKNOWN = "the connection broke while it was handed over: it may have left"


def post(message: Message) -> tuple[Gone, str]:
    """Hand the message to the mail server; return what became of it, and the fault in the server's words."""
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:  # smtplib's own errors are among them
        return Gone.UNREACHABLE, words_of(error)
    try:
        connection.send_messages([mail_of(message)])
    except smtplib.SMTPRecipientsRefused as error:
        codes = {code for code, _ in error.recipients.values()}
        return (Gone.NEVER if min(codes) >= FIRST_PERMANENT else Gone.LATER), words_of(error)
    except smtplib.SMTPResponseException as error:
        return (Gone.NEVER if error.smtp_code >= FIRST_PERMANENT else Gone.LATER), words_of(error)
    except (
        smtplib.SMTPNotSupportedError,
        ValueError,
        UnicodeError,
    ) as error:  # an address that cannot be written
        return Gone.NEVER, words_of(error)
    except OSError as error:
        return Gone.UNKNOWN, words_of(error)
    finally:
        connection.close()
    return Gone.SENT, ""


def mail_of(message: Message) -> EmailMessage:
    """Return the message as a mail in plain text.

    Its Message-ID follows from its key, so that a mail server that gets it twice can tell.
    """
    return EmailMessage(
        subject=message.subject,
        body=body_of(message),
        to=[message.to.email],
        headers={
            "Message-ID": f"<{hashlib.sha256(message.key.encode()).hexdigest()[:40]}@{site_name()}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )


def body_of(message: Message) -> str:
    """Return the text of the mail: the message, the page that it is about, and who wrote it."""
    address = f"{settings.SITE_URL}{message.path}\n\n" if message.path else ""
    return (
        f"{message.body}\n\n{address}-- \nPrio, prestationsbaserade statsbidrag\n"
        "Mejlet är skickat av systemet och går inte att svara på. "
        f"Ni läser det också i Prio: {settings.SITE_URL}{reverse('inbox')}\n"
    )


def site_name() -> str:
    """Return the name that the site is reached by, without port."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def words_of(error: Exception) -> str:
    """Return what went wrong, in the mail server's words where it has any."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=recipients):
            said = "; ".join(f"{code} {_text(words)}" for code, words in recipients.values())
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=words):
            said = f"{code} {_text(words)}"
        case _:
            said = str(error) or type(error).__name__
    return " ".join(said.split())[:LONGEST_FAULT]


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
