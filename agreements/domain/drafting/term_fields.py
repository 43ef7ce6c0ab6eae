"""The fields of an agreement's own terms, its budget lines, who set what, and of a requirement."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from agreements.domain.drafting.fields import Field
from agreements.domain.drafting.raw import Raw, text_at

_YES_NO = (("", "Inte bestämt"), ("true", "Ja"), ("false", "Nej"))
_AGREEMENT, _WHO, _COUNTY, _DATES = "Överenskommelsen", "Vem gör vad", "Vem deltar", "Datum"
_PRELIMINARY, _MONEY, _AFTER = "Preliminär bedömning", "Pengar", "Efter beslutet"

TERM_FIELDS = (
    Field("title", "Namn", group=_AGREEMENT),
    Field("code", "Kod", help="Står i adressen. Små bokstäver, siffror och bindestreck: prio-2016.", group=_AGREEMENT),
    Field("year", "År", "number", group=_AGREEMENT),
    Field("reference", "Diarienummer", group=_AGREEMENT),
    Field("signed", "Undertecknad", "day", group=_AGREEMENT),
    Field("summary", "Sammanfattning", "area", "En mening som alla förstår.", group=_AGREEMENT),
    Field("source", "Källa", "area", "Handlingen som villkoren kommer från.", group=_AGREEMENT),
    Field("assessor", "Bedöms av", group=_WHO),
    Field("collector", "Samlar in", group=_WHO),
    Field("decided_by", "Beslutar", group=_WHO),
    Field("payer", "Betalar ut", group=_WHO),
    Field("dates.opens", "Rapporteringen öppnar", "day", group=_DATES),
    Field("dates.closes", "Sista dag att lämna in", "day", group=_DATES),
    Field("dates.preliminary", "Preliminär bedömning klar", "day", group=_DATES),
    Field("dates.final", "Slutlig bedömning klar", "day", group=_DATES),
    Field("dates.payment", "Pengarna betalda senast", "day", group=_DATES),
    Field("population_date", "Befolkning den", "day", "Dagen vars invånarantal avgör.", group=_DATES),
    Field(
        "county_threshold_percent", "Länets tröskel i procent", "number",
        "Så stor andel av länets invånare ska bo i kommuner som klarar alla grundkrav.", group=_COUNTY,
    ),
    Field(
        "region_gate", "Länet deltar bara om regionen klarar sina grundkrav", "choice", options=_YES_NO, group=_COUNTY
    ),
    Field(
        "region_coverage", "Regionens andel där inte alla kommuner klarar grundkraven", "choice",
        options=(
            ("", "Inte bestämt"), ("none", "Minskas inte"), ("weight", "Räknas på de kommuner som klarar dem"),
            ("cap", "Minskas, och resten delas inte ut"),
        ),
        group=_COUNTY,
    ),
    Field("size_classes.small_below", "Liten kommun: färre invånare än", "number", group=_COUNTY),
    Field("size_classes.large_from", "Stor kommun: invånare från", "number", group=_COUNTY),
    Field(
        "assess_together", "Grundkrav som bedöms tillsammans", "lines",
        "En kod per rad. Den som lämnar bara ett av dem bedöms inte.", group=_COUNTY,
    ),
    Field(
        "preliminary.for", "Vem får en preliminär bedömning", "choice",
        options=(("none", "Ingen"), ("all", "Alla"), ("on_request", "De som ber om den")), group=_PRELIMINARY,
    ),
    Field(
        "preliminary.covers", "Vad den gäller", "choice",
        options=(("", "Grundkraven"), ("grundkrav", "Grundkraven"), ("all", "Alla krav"))[1:], group=_PRELIMINARY,
    ),
    Field("preliminary.completion_closes", "Sista dag att komplettera", "day", group=_PRELIMINARY),
    Field(
        "budget.total", "Hela överenskommelsen, kronor", "number",
        "Potterna och raderna ska tillsammans bli exakt den summan.", group=_MONEY,
    ),
    Field("aftermath.appeal", "Hur beslutet överklagas", "area", "Eller att det inte kan överklagas.", group=_AFTER),
    Field("aftermath.requisition.to", "Pengarna rekvireras hos", group=_AFTER),
    Field("aftermath.requisition.by", "Rekvireras senast", "day", group=_AFTER),
    Field("aftermath.use_of_money.due", "Användningen redovisas senast", "day", group=_AFTER),
    Field("aftermath.use_of_money.note", "Vad redovisningen ska visa", "area", group=_AFTER),
    Field("aftermath.repayment.to", "Oanvända pengar betalas tillbaka till", group=_AFTER),
    Field("aftermath.repayment.by", "Betalas tillbaka senast", "day", group=_AFTER),
)  # fmt: skip

LINE_FIELDS = (
    Field("name", "Till vad"),
    Field("recipient", "Till vem"),
    Field("amount", "Kronor", "number"),
    Field("report_due", "Redovisas senast", "day"),
    Field("note", "Anmärkning", "area"),
)

SET_BY_FIELDS = (
    Field("who", "Vem bestämde"),
    Field("date", "När", "day"),
    Field("note", "Varför", "area"),
)

KINDS = (
    ("grundkrav", "Grundkrav"),
    ("prestationsmal", "Prestationsmål"),
    ("population_grant", "Bidrag efter folkmängd"),
    ("application_grant", "Bidrag efter ansökan"),
)
PARTIES = (("municipality", "Kommuner"), ("region", "Regioner"), ("applicant", "Sökande"))
_WORDING, _WHOM, _POT = "Lydelse", "Vilka, när och av vem", "Pott"

REQUIREMENT_FIELDS = (
    Field("code", "Kod", group=_WORDING),
    Field("name", "Namn", group=_WORDING),
    Field("kind", "Slag", "choice", options=KINDS, group=_WORDING),
    Field("text", "Kravets text", "area", "Som överenskommelsen säger det.", group=_WORDING),
    Field("criterion", "Kriterium", "area", "Det som bedöms, om det skiljer sig från texten.", group=_WORDING),
    Field("guidance", "Vägledning", "area", "Så tittar bedömaren, i vanliga ord.", group=_WORDING),
    Field("source", "Källa", "area", group=_WORDING),
    Field("parties", "Gäller", "ticks", options=PARTIES, group=_WHOM),
    Field("closes", "Egen sista dag", "day", "Bara om den skiljer sig från överenskommelsens.", group=_WHOM),
    Field("assessor", "Egen bedömare", "line", "Bara om den skiljer sig från överenskommelsens.", group=_WHOM),
    Field(
        "follows", "Samma krav tidigare", "follows", "Ett per rad: överenskommelsens kod och kravets, prio-2015 GK1.",
        group=_WHOM,
    ),
)  # fmt: skip
POT_FIELDS = (
    Field("pot", "Pott, kronor", "number", group=_POT, keeps_unset=True),
    Field(
        "allocation", "Fördelning", "choice",
        options=(
            ("", "Inte bestämt"), ("shared", "Delas av dem som når målet"),
            ("capped", "Var och en får sin andel av hela landet, resten delas inte ut"),
        ),
        group=_POT, keeps_unset=True,
    ),
    Field("split.municipality", "Till kommuner, procent", "number", "Bara där flera slags parter delar.", group=_POT),
    Field("split.region", "Till regioner, procent", "number", group=_POT),
)  # fmt: skip


APPLICATION_FIELDS = (
    Field("pot", "Årets ram, kronor", "number", "Det som högst kan beviljas.", group=_POT, keeps_unset=True),
    Field(
        "asked", "Frågan om beloppet", "choice",
        "En fråga av slaget Tal, där den sökande skriver hur många kronor som söks.", group=_POT,
    ),
)  # fmt: skip
_OF_POTS = ("pot", "allocation", "split")
# What a requirement of each kind does not have.
NOT_OF_KIND: Mapping[str, tuple[str, ...]] = {
    "grundkrav": (*_OF_POTS, "asked"),
    "prestationsmal": ("asked",),
    "population_grant": ("asked",),
    "application_grant": ("allocation", "split"),
}


def requirement_fields(kind: str, questions: Sequence[Raw]) -> tuple[Field, ...]:
    """Return the fields of a requirement of that kind: a grundkrav has no pot, what is applied for names its amount."""
    if kind == "grundkrav":
        return REQUIREMENT_FIELDS
    if kind != "application_grant":
        return (*REQUIREMENT_FIELDS, *POT_FIELDS)
    pot, asked = APPLICATION_FIELDS
    amounts = [
        (key, text_at(one, "label") or key)
        for one in questions
        if text_at(one, "type") == "number" and (key := text_at(one, "key"))
    ]
    return (*REQUIREMENT_FIELDS, pot, replace(asked, options=(("", "Inte valt"), *amounts)))
