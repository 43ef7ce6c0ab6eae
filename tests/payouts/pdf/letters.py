"""Letters of each kind, and a revocation, from plain values."""

from datetime import date

from agreements.domain.terms import Aftermath, Repayment, Requisition, UseOfMoney
from payouts.domain.wording import KOMMUN, LANDSTING
from payouts.pdf.letters.content import (
    About,
    DecisionFacts,
    LetterContent,
    LetterGoal,
    LetterLine,
    LetterParty,
)
from payouts.pdf.letters.render import render_letter
from payouts.pdf.revocation import RevocationContent, render_revocation

CHECK_AT = "https://prio.example/kontrollera/"
CSV = b"decision,letter\nPROV-2014/1,PROV-2014/1-0980\n"
AFTERMATH = Aftermath(
    "Beslutet kan inte överklagas.",
    Requisition("SKL", date(2015, 1, 31)),
    UseOfMoney(date(2015, 6, 1)),
    Repayment("Kammarkollegiet", date(2015, 4, 1)),
)


def facts(*, simulated: bool = False, corrects: str = "", reason: str = "") -> DecisionFacts:
    """A decision with all that can follow one."""
    return DecisionFacts(
        reference="PROV-2014/1",
        decided_on=date(2014, 12, 11),
        decision_maker="Regeringen",
        rapporteur="Anna Åkerström",
        others="Göran Öberg",
        agreement="prov-2014",
        title="Prov på psykisk hälsa 2014",
        payer="Kammarkollegiet",
        payment_by=date(2014, 12, 31),
        aftermath=AFTERMATH,
        corrects=corrects,
        reason=reason,
        simulated=simulated,
    )


def goal(code: str, amount: int) -> LetterGoal:
    """What a goal gives, and why."""
    rule = ("De delar potten efter antal invånare.",)
    return LetterGoal(
        code, "Inventering", amount, rule, ("Kommunen har 80 invånare.",), ("Så blev det.",), made_up=True
    )


def content(*parties: LetterParty, about: About = About.GIVES, before: int | None = None) -> LetterContent:
    """A letter to Gotland."""
    corrects = "PROV-2014/0" if before is not None else ""
    return LetterContent(
        reference="PROV-2014/1-0980",
        about=about,
        organisation="Region Gotland",
        parties=parties,
        decision=facts(simulated=before is None, corrects=corrects, reason="Ett fel." if corrects else ""),
        before=before,
        check_at=CHECK_AT,
        csv=CSV,
    )


def letters_of_each_kind() -> dict[str, bytes]:
    """The files, by kind."""
    kommun = LetterParty("0980", "Gotlands kommun", KOMMUN, (goal("B1", 480_000), goal("B2", 20)))
    region = LetterParty(
        "09", "Gotlands kommun (hälso- och sjukvården)", LANDSTING, (goal("A1", 0),), (LetterLine("Rad", 7),)
    )
    nothing = LetterParty("0980", "Gotlands kommun", KOMMUN, (goal("B1", 0),))
    revocation = RevocationContent(
        reference="PROV-2014/2",
        decided_on=date(2015, 1, 8),
        decision_maker="Regeringen",
        people=(("Beslutsfattare", "Regeringen"), ("Föredragande", "Anna Åkerström")),
        title="Prov på psykisk hälsa 2014",
        revokes="PROV-2014/1",
        revoked_on=date(2014, 12, 11),
        revoked_total=1_000_000,
        reason="Det fattades på fel underlag.\n\nEtt nytt beslut fattas.",
        appeal="Beslutet kan inte överklagas.",
        check_at=CHECK_AT,
        simulated=True,
    )
    return {
        "two parties": render_letter(content(kommun, region)),
        "nothing": render_letter(content(nothing, before=0)),
        "less than before": render_letter(content(kommun, before=600_000)),
        "revoked": render_letter(content(about=About.REVOKES, before=600_000)),
        "revocation": render_revocation(revocation),
    }
