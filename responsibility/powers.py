"""Which seats bear power over others' work: who holds one signs in with a second factor and isn't left signed in."""

from collections.abc import Iterable, Mapping

from responsibility.enums import PostKind as P
from responsibility.enums import Rank as R
from responsibility.models import Unit, User
from responsibility.positions import Position

# Who approves, rules, decides requests, writes off, lists. All of the coordinating office: its desk prepares rulings.
POWERS: Mapping[str, frozenset[P]] = {
    R.DISTRICT: frozenset({P.HEAD, P.DEPUTY}),
    R.COMMITTEE: frozenset({P.HEAD, P.DEPUTY}),
    R.COORDINATOR: frozenset(P),
    R.STREET: frozenset({P.HEAD, P.DEPUTY}),
    R.BUREAU: frozenset({P.HEAD}),
}


def bears_power(user: User, held: Iterable[Position]) -> bool:
    """Tell whether the account, or a seat among those that its person holds, is one of power."""
    if user.is_staff or user.is_superuser:
        return True
    kinds = [(position.unit_id, position.kind) for position in held]
    ranks = dict(Unit.objects.filter(pk__in={unit_id for unit_id, _kind in kinds}).values_list("pk", "rank"))
    return any(kind in POWERS.get(ranks[unit_id], ()) for unit_id, kind in kinds)
