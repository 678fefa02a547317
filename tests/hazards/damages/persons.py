"""Damages to who acted, and in what capacity."""

from typing import Any

from responsibility.models import Appointment
from tests.hazards.damages import breaks
from tests.hazards.forging import Bodies, Forger


@breaks("TURN", "FOLD_FIELDS")
def open_with_an_end(forger: Forger) -> None:
    forger.hazard("reported", "ended_at = bh_now()")


@breaks("TURN")
def nobody_left_all_the_way_up(forger: Forger) -> None:
    forger.run("UPDATE responsibility_appointment SET until_at = bh_now() WHERE until_at IS NULL")


@breaks("ENTITLED")
def an_appointment_that_had_ended(forger: Forger) -> None:
    forger.run(
        "UPDATE responsibility_appointment SET until_at = from_at + interval '1 day' WHERE person_id = %s",
        forger.people["消一"],
    )


def as_person(forger: Forger, name: str) -> dict[str, Any]:
    held = Appointment.objects.select_related("post__unit").filter(person__name=name).earliest("pk")
    seat = {"appointment": held.pk, "post": held.post_id, "unit": held.post.unit_id, "title": held.post.title}
    return {"id": forger.people[name], "name": name, "seat": seat | {"unit_name": "", "stands_in_for": ""}}


@breaks("ENTITLED", "ACTED")
def approved_by_a_clerk(forger: Forger) -> None:
    clerk = as_person(forger, "周")
    forger.forge("dispatched", lambda bodies: bodies["approve_assignment"].update(actor=clerk))


@breaks("ENTITLED", "ACTED")
def approved_by_the_coordinator_though_the_street_has_a_head(forger: Forger) -> None:
    head = as_person(forger, "应长")
    held = Appointment.objects.get(person__name="应长", post__unit__code="AFB")
    head["seat"] |= {"appointment": held.pk, "post": held.post_id, "unit": held.post.unit_id}
    forger.forge("dispatched", lambda bodies: bodies["approve_assignment"].update(actor=head))


@breaks("ENTITLED")
def verified_without_a_licence(forger: Forger) -> None:
    forger.run("UPDATE responsibility_licence SET until_on = from_on WHERE person_id = %s", forger.people["消二"])


@breaks("EXCLUDED")
def approved_by_one_of_the_rectifier(forger: Forger) -> None:
    street = forger.units["990101001"]

    def edit(bodies: Bodies) -> None:
        bodies["propose_assignment"]["changes"]["rectifier_id"] = street
        for name in ("propose_assignment", "approve_assignment"):
            bodies[name]["chain"]["rectifier"]["unit"] = street

    forger.forge("dispatched", edit)


@breaks("FOUR_EYES", "EXCLUDED")
def approved_by_the_reporter(forger: Forger) -> None:
    head = forger.people["赵"]
    forger.forge("dispatched", lambda bodies: bodies["report"]["changes"].update(reporter_person_id=head))


@breaks("FOUR_EYES", "ACTED", "ROWS_ROUND")
def written_off_by_who_signed_though_no_column_says_so(forger: Forger) -> None:
    chief = as_person(forger, "消长")
    forger.forge("written_off", lambda bodies: bodies["pass_verification"].update(actor=chief))


@breaks("SYSTEM")
def accepted_by_the_machine(forger: Forger) -> None:
    def edit(bodies: Bodies) -> None:
        bodies["accept"]["actor"] = {"id": 0, "name": "SYSTEM", "seat": None}
        del bodies["accept"]["changes"]["acted_ids"]

    forger.forge("rectifying", edit)


@breaks("SIGNATURES", "ACTED", "ROWS_ROUND")
def a_major_signed_twice_by_one(forger: Forger) -> None:
    forger.forge("major_written_off", lambda bodies: bodies["sign_opinion"].update(actor=as_person(forger, "消一")))


@breaks("ACTED")
def another_proposer(forger: Forger) -> None:
    other = forger.people["周"]
    forger.forge("dispatched", lambda bodies: bodies["propose_assignment"]["changes"].update(proposer_person_id=other))
