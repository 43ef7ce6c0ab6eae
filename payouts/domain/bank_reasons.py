"""Why a bank did not pay, in words: the codes of ISO 20022 that a Swedish payment meets. Pure."""

NO_REASON = "Banken anger inget skäl."
# External code set ExternalStatusReason1Code and ExternalReturnReason1Code.
WORDS = {
    "AC01": "Kontonumret eller bankgironumret finns inte.",
    "AC03": "Mottagarens kontonummer är fel.",
    "AC04": "Kontot är avslutat.",
    "AC06": "Kontot är spärrat.",
    "AC13": "Mottagarens konto är av fel slag.",
    "AG01": "Betalningar till kontot är inte tillåtna.",
    "AM01": "Beloppet är noll.",
    "AM02": "Beloppet är större än vad som är tillåtet.",
    "AM04": "Det fanns inte pengar nog på betalarens konto.",
    "AM05": "Banken uppfattar betalningen som en dubblett.",
    "AM09": "Beloppet är ett annat än det avtalade.",
    "AM10": "Kontrollsumman stämmer inte.",
    "BE01": "Mottagaren stämmer inte med kontot.",
    "BE04": "Mottagarens adress saknas eller är fel.",
    "BE05": "Den som lämnade filen känns inte igen.",
    "CUST": "Betalaren har begärt att betalningen stoppas.",
    "DT01": "Betalningsdagen är fel.",
    "DUPL": "Banken uppfattar betalningen som en dubblett.",
    "FF01": "Filens format är fel.",
    "FOCR": "Betalningen har återkallats.",
    "MD07": "Mottagaren finns inte längre.",
    "MS02": "Mottagaren har inte angett något skäl.",
    "MS03": NO_REASON,
    "NOAS": "Mottagaren svarar inte.",
    "RC01": "Bankens nummer är fel.",
    "RR01": "Betalarens konto eller identitet saknas.",
    "RR02": "Betalarens namn eller adress saknas.",
    "RR03": "Mottagarens namn eller adress saknas.",
    "RR04": "En myndighet har stoppat betalningen.",
    "TM01": "Filen kom efter bankens sista tid.",
}


def reason_in_words(code: str, more: str) -> str:
    """Return why in Swedish: what the code means, and what the bank adds in its own words."""
    said = WORDS.get(code) or (f"Bankens kod {code}." if code and code != "NARR" else "")
    return " ".join(part for part in (said, more) if part) or NO_REASON
