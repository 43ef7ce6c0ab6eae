"""Who may judge what: authority, the yearly declaration, and jäv."""

from assessment.models import Recusal, RecusalDeclaration


def is_declared(user_id: int, year: int) -> bool:
    """Say whether an assessor has declared their ties for a year: one query."""
    return RecusalDeclaration.objects.filter(user=user_id, year=year).exists()


def is_recused(user_id: int, party_id: int) -> bool:
    """Say whether an assessor is recused from a party's cases: one query."""
    return Recusal.objects.filter(user=user_id, party=party_id, ended_at=None).exists()


def recused_parties(user_id: int) -> frozenset[int]:
    """Return the primary keys of the parties whose cases an assessor may not touch: one query."""
    return frozenset(Recusal.objects.filter(user=user_id, ended_at=None).values_list("party_id", flat=True))
