"""Who may judge what: authority, the yearly declaration, and jäv."""

from django.db.models import Exists, OuterRef

from assessment.models import Recusal, RecusalDeclaration
from prio.accounts.models import User


def is_declared(user_id: int, year: int) -> bool:
    """Say whether an assessor has declared their ties for a year: one query."""
    return RecusalDeclaration.objects.filter(user=user_id, year=year).exists()


def is_recused(user_id: int, party_id: int) -> bool:
    """Say whether an assessor is recused from a party's cases: one query."""
    return Recusal.objects.filter(user=user_id, party=party_id, ended_at=None).exists()


def declared_and_recused(user_id: int, year: int, party_id: int) -> tuple[bool, bool]:
    """Say whether an assessor has declared their ties for a year, and is recused from a party's cases: one query."""
    declared = RecusalDeclaration.objects.filter(user=OuterRef("pk"), year=year)
    recused = Recusal.objects.filter(user=OuterRef("pk"), party=party_id, ended_at=None)
    return User.objects.values_list(Exists(declared), Exists(recused)).get(pk=user_id)


def recused_parties(user_id: int) -> frozenset[int]:
    """Return the primary keys of the parties whose cases an assessor may not touch: one query."""
    return frozenset(Recusal.objects.filter(user=user_id, ended_at=None).values_list("party_id", flat=True))
