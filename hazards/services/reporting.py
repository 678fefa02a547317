"""Report a hazard: the door for citizens, grid workers, inspectors and enterprises alike."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from hazards.enums import Level, Source
from hazards.models import Hazard
from hazards.services import reporters
from hazards.services.reporters import SEALED_NAME, Identity
from records.actor import Actor
from records.clock import now
from responsibility.enums import Rank
from responsibility.models import Place, Unit
from responsibility.spans import alive
from workflow import deciding, engine
from workflow.refusals import Refused, RefusedError

Photos = Sequence[Mapping[str, Any]]


class NoDistrictError(Exception):
    """The street belongs to no district, or without a street it isn't clear to which; the message is for the user."""


def chain_above(street: Unit) -> dict[str, Unit | None]:
    """Return the district of a street with its coordinating office and committee, as they stand now.

    Raises NoDistrictError for a street that stands in no district.
    """
    at = now()
    affiliation = street.affiliations.filter(alive(at)).first()
    units = Unit.objects.filter(pk__in=affiliation.path if affiliation else [])
    district = next((unit for unit in units if unit.rank == Rank.DISTRICT), None)
    if district is None:
        raise NoDistrictError(_("“%(name)s”不属于任何区") % {"name": street.name})
    return _offices_of(district, at)


def chain_without_street() -> dict[str, Unit | None]:
    """Return the district in which a report of an unknown street lands, with its offices, as they stand now.

    Raises NoDistrictError when there isn't exactly one district.
    """
    at = now()
    districts = list(Unit.objects.filter(alive(at), rank=Rank.DISTRICT)[:2])
    if len(districts) != 1:
        raise NoDistrictError(_("不能确定属于哪个区，请选择街道"))
    return _offices_of(districts[0], at)


def _offices_of(district: Unit, at: datetime) -> dict[str, Unit | None]:
    offices = Unit.objects.select_related("host").filter(
        alive(at),
        Q(rank=Rank.COORDINATOR) | Q(rank=Rank.COMMITTEE),
        pk__in=district_children(district, at),
    )
    by_rank = {office.rank: office for office in offices}
    return {
        "district": district,
        "coordinator": by_rank.get(Rank.COORDINATOR),
        "host": by_rank[Rank.COORDINATOR].host if Rank.COORDINATOR in by_rank else None,
        "committee": by_rank.get(Rank.COMMITTEE),
    }


def district_children(district: Unit, at: Any) -> Any:
    """Return the query of the ids of units directly below the district at the instant `at`."""
    from responsibility.models import Affiliation

    return Affiliation.objects.filter(alive(at), parent=district).values("unit_id")


def _nothing() -> None:
    """Nothing else belongs to it."""


def report_hazard(
    *,
    actor: Actor,
    street: Unit | None,
    description: str,
    source: str = Source.PUBLIC,
    place: Place | None = None,
    place_text: str = "",
    found_on: date | None = None,
    urgent: bool = False,
    community: Unit | None = None,
    rectifier: Unit | None = None,
    photos: Photos = (),
    identity: Identity | None = None,
    key: str | None = None,
) -> Hazard:
    """Report a hazard; its clock and the case's records begin. The same `key` reports it once.

    Without a street, which nobody knows, it comes to the district's duty desk; then words must say where it is.

    `photos` are photographs as a record says them (hazards/services/photos.py). `identity` is what the reporter says
    of himself, else his name alone: it is kept under seal, the record calls him by no name.

    Raises RefusedError with all reasons, NoDistrictError when it isn't clear in which district it is.
    """
    if key is not None:
        known = Hazard.objects.filter(birth_key=key).first()
        if known is not None:
            return _same_report(known, actor, description, photos)
    hazard = Hazard(
        source=source,
        description=description.strip(),
        place=place,
        place_text=place_text,
        found_on=found_on,
        urgent=urgent,
        street=street,
        community=community,
        rectifier=rectifier,
        reporter_person_id=actor.person_id,
        level=Level.UNSET,
        birth_key=key,
        **(chain_above(street) if street else chain_without_street()),
    )
    sealed = reporters.seal(identity or Identity(name=actor.name))
    data = {"reporter": sealed.commitment} | ({"photos": list(photos)} if photos else {})
    nameless = Actor(person_id=actor.person_id, name=SEALED_NAME)
    born = bear(hazard, "report", actor=nameless, data=data, also=lambda: reporters.keep(hazard, sealed))
    return _same_report(born, actor, description, photos) if born is not hazard else hazard


def bear(
    hazard: Hazard,
    name: str,
    *,
    actor: Actor,
    data: dict[str, Any],
    note: str = "",
    also: Callable[[], None] = _nothing,
) -> Hazard:
    """Make a hazard by a birth of the law and, in the same transaction, do what belongs to it; return it.

    Sent twice at once with one key, the other one may be faster: then its hazard is returned, and nothing is made.

    Raises RefusedError with all reasons.
    """
    try:
        with transaction.atomic():
            (answer,) = engine.open_many(Hazard, [hazard], name, actor=actor, note=note, data=[data])
            if isinstance(answer, Refused):
                raise RefusedError(answer)
            also()
    except IntegrityError:
        known = Hazard.objects.filter(birth_key=hazard.birth_key).first() if hazard.birth_key else None
        if known is None:
            raise
        return known
    return hazard


def _same_report(known: Hazard, actor: Actor, description: str, photos: Photos) -> Hazard:
    """Return what the key was used for, when it is the same report; else refuse, so that the second is not lost."""
    same_words = (known.reporter_person_id, known.description) == (actor.person_id, description.strip())
    brought = set(known.photos.values_list("original", flat=True)) if photos else set()
    if same_words and brought.issuperset(photo["original"] for photo in photos):
        return known
    raise RefusedError(Refused(known.pk, "report", (deciding.key_taken(),)))
