"""What the people of an organisation are told about its reports. Written in the transaction of what it tells."""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from agreements.models import Extension, HandIn
from agreements.selectors.ground import Ground
from prio import clock
from prio.accounts.models import Membership
from prio.accounts.roles import Role
from prio.days import day_with_weekday, plain_day
from prio.mail.services import Letter, write_many


def people_of(organisation_id: int, *roles: Role) -> tuple[int, ...]:
    """Return the primary keys of those who hold one of the roles for the organisation today: one query."""
    day = clock.today()
    held = Membership.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=day),
        organisation=organisation_id,
        role__in=roles,
        valid_from__lte=day,
        user__is_active=True,
    )
    return tuple(held.order_by("user").values_list("user", flat=True).distinct())


def page_of(ground: Ground) -> str:
    """Return the address of an organisation's reports in an agreement."""
    return f"/overenskommelser/{ground.key.agreement}/rapportering/"


def report_page_of(ground: Ground) -> str:
    """Return the address of a report."""
    return f"{page_of(ground)}{ground.key.party}/{ground.key.requirement}/"


def tell_receipt(ground: Ground, hand_in: HandIn, names: Iterable[str]) -> None:
    """Send the receipt of a hand-in to those who report and sign for the organisation."""
    at = hand_in.at.astimezone(clock.STOCKHOLM)
    lines = [
        f"{ground.party.name} har lämnat in till {ground.definition.title}.",
        "",
        *(f"– {name}" for name in names),
        "",
        f"Inkom: {plain_day(at.date())} kl. {at:%H.%M.%S} (svensk tid)",
        f"Diarienummer: {hand_in.reference}",
        f"Undertecknat av: {hand_in.signed_as}",
        f"Kontrollsumma (SHA-256): {hand_in.sha256}",
    ]
    if hand_in.late:
        lines += ["", "Något kom in efter sista dagen. Ansvarig bedömare avgör om det godtas."]
    late = " (för sent)" if hand_in.late else ""
    _tell(
        ground,
        f"receipt:{hand_in.pk}",
        f"Kvitto {hand_in.reference}: {ground.party.name} har lämnat in{late}",
        "\n".join(lines),
        f"{page_of(ground)}{ground.key.party}/kvitto/{hand_in.number}/",
        (Role.REPORTER, Role.SIGNER),
    )


def tell_signers(ground: Ground, about: str, asked_by: str, names: Iterable[str]) -> None:
    """Ask the signers to hand in what is ready. `about`: what makes this request another than the last one."""
    lines = [
        f"{asked_by} har gjort klart följande för {ground.party.name} i {ground.definition.title}:",
        "",
        *(f"– {name}" for name in names),
        "",
        "Läs igenom svaren och lämna in. Inget är inlämnat förrän ni har skrivit under.",
    ]
    _tell(
        ground,
        f"signature:{about}",
        f"Klart att skriva under: {ground.party.name}",
        "\n".join(lines),
        f"{page_of(ground)}{ground.key.party}/lamna-in/",
        (Role.SIGNER,),
    )


def tell_works_on_it(ground: Ground, about: str, subject: str, body: str) -> None:
    """Tell those who report and sign something about a report. `about`: what it is, told once to each."""
    _tell(ground, about, subject, body, report_page_of(ground), (Role.REPORTER, Role.SIGNER))


def _tell(ground: Ground, about: str, subject: str, body: str, path: str, roles: tuple[Role, ...]) -> None:
    write_many(
        Letter(f"{about}:{user}", user, subject, body, path=path, whose=ground.party.name)
        for user in people_of(ground.party.organisation_id, *roles)
    )


def tell_more_time(grounds: Sequence[Ground], made: Extension) -> None:
    """Tell everybody whose last day a decision moves. Two queries, and one for each 500 messages."""
    day = clock.today()
    by_organisation: dict[int, list[Ground]] = {}
    for ground in grounds:
        by_organisation.setdefault(ground.party.organisation_id, []).append(ground)
    held = Membership.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=day),
        organisation__in=by_organisation,
        role__in=(Role.REPORTER, Role.SIGNER),
        valid_from__lte=day,
        user__is_active=True,
    )
    rows = sorted(set(held.values_list("user", "organisation", "organisation__name")))
    letters = []
    for user, organisation, name in rows:
        own = by_organisation[organisation]
        codes = dict.fromkeys(f"– {one.requirement.code} {one.requirement.name}" for one in own)
        letters.append(
            Letter(
                f"extension:{made.pk}:{organisation}:{user}",
                user,
                f"Mer tid: {own[0].definition.title}",
                "\n".join(
                    [
                        f"Ny sista dag är {day_with_weekday(made.until)} kl. 24.00 (svensk tid). Det gäller:",
                        "",
                        *codes,
                        "",
                        f"Skäl: {made.reason}",
                    ]
                ),
                path=page_of(own[0]),
                whose=name,
            )
        )
    write_many(letters)
