"""Damages to photographs: rows, files, and records that lack them."""

from hazards.models import Photo
from hazards.photos import store
from tests.hazards.damages import breaks
from tests.hazards.forging import Bodies, Forger


@breaks("PHOTO_RECORDS")
def a_photo_that_was_taken_later_than_its_record_says(forger: Forger) -> None:
    forger.run(
        "UPDATE hazards_photo SET taken_at = taken_at + interval '1 day' WHERE id = (SELECT min(id) FROM hazards_photo)"
    )


@breaks("PHOTO_RECORDS")
def a_photo_whose_row_is_gone(forger: Forger) -> None:
    forger.run("DELETE FROM hazards_photo WHERE id = (SELECT max(id) FROM hazards_photo)")


@breaks("PHOTO_FILES")
def another_picture_under_the_old_name(forger: Forger) -> None:
    name = Photo.objects.filter(hazard_id=forger.cases["written_off"]).values_list("sha256", flat=True)[0]
    path = store.path_of(name)
    path.unlink()
    path.write_bytes(b"another picture")


@breaks("PHOTO_FILES")
def a_picture_that_is_gone(forger: Forger) -> None:
    name = Photo.objects.filter(hazard_id=forger.cases["written_off"]).values_list("sha256", flat=True)[0]
    store.path_of(name).unlink()


@breaks("PHOTO_RECORDS")
def a_photo_that_no_record_brought(forger: Forger) -> None:
    forger.run(
        "INSERT INTO hazards_photo (hazard_id, sequence, episode, role, sha256, original, taken_at, time_from_camera,"
        " place) SELECT %s, 1, 1, role, sha256, original, taken_at, time_from_camera, place FROM hazards_photo LIMIT 1",
        forger.cases["reported"],
    )


@breaks("PHOTO_SHOWN", "PHOTO_RECORDS")
def a_result_without_the_picture_of_before(forger: Forger) -> None:
    def edit(bodies: Bodies) -> None:
        del bodies["submit_result"]["data"]["photos"][0]

    forger.forge("awaiting_verification", edit)


@breaks("PHOTO_SHOWN", "PHOTO_RECORDS")
def a_result_without_the_picture_of_after(forger: Forger) -> None:
    def edit(bodies: Bodies) -> None:
        del bodies["submit_result"]["data"]["photos"][1]

    forger.forge("awaiting_verification", edit)


@breaks("PHOTO_SHOWN", "PHOTO_RECORDS")
def a_signature_from_the_desk(forger: Forger) -> None:
    forger.forge("signed", lambda bodies: bodies["sign_opinion"]["data"]["photos"][0].update(place=""))
