"""A photograph beside a hazard, as the record that brought it says."""

from collections.abc import Sequence
from typing import Any, Self

from django.db import connection, models
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hazards.enums import PhotoRole
from hazards.photos import store
from workflow.lifecycle import Kind
from workflow.models import Move
from workflow.refusals import Reason, Refused, RefusedError

# Held shared by who binds files to rows, alone by who removes unbound ones.
FILES_LOCK = 7_204_518


class Photo(models.Model):
    """A photograph (照片), written once by the act that brought it. The file lies under its hash (hazards/photos)."""

    hazard = models.ForeignKey("hazards.Hazard", models.PROTECT, related_name="photos")
    sequence = models.PositiveIntegerField(_("记录序号"))
    episode = models.PositiveSmallIntegerField(_("第几次办理"))
    role = models.CharField(_("用途"), max_length=10, choices=PhotoRole)
    sha256 = models.CharField(_("存档文件哈希"), max_length=64)
    original = models.CharField(_("原文件哈希"), max_length=64)
    taken_at = models.DateTimeField(_("拍摄时间"), null=True, blank=True)
    time_from_camera = models.BooleanField(_("时间由相机写入"), default=False)
    place = models.CharField(_("拍摄位置"), max_length=300, blank=True)
    latitude_e7 = models.IntegerField(_("纬度"), null=True, blank=True)
    longitude_e7 = models.IntegerField(_("经度"), null=True, blank=True)

    class Meta:
        verbose_name = _("照片")
        constraints = [
            # One picture proves one thing: that of before can't be that of after.
            models.UniqueConstraint(fields=["hazard", "sha256"], name="hazards_photo_once"),
            models.UniqueConstraint(fields=["hazard", "original"], name="hazards_photo_original_once"),
            models.CheckConstraint(
                name="hazards_photo_whole_place",
                condition=models.Q(latitude_e7__isnull=True, longitude_e7__isnull=True)
                | models.Q(latitude_e7__isnull=False, longitude_e7__isnull=False),
            ),
        ]
        # Which files are bound, asked file by file.
        indexes = [models.Index(fields=["sha256"], name="hazards_photo_file")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.sha256[:8]}"

    @classmethod
    def follow(cls, moves: Sequence[Move]) -> None:
        """Write the rows of the photographs that acts have brought. Raises RefusedError when a file is gone.

        The lock keeps the remover of unbound files out until these rows can be seen.
        """
        brought = [
            Photo.as_said(move.after.pk, move.after.version, move.after.episode, said)  # type: ignore[attr-defined]
            for move in moves
            for said in move.facts.data.get("photos", ())
        ]
        if brought:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [FILES_LOCK])
            for photo in brought:
                if not store.touch(photo.sha256):
                    gone = Reason(Kind.MATERIAL, gettext("照片文件已经不在，请重新选取"))
                    raise RefusedError(Refused(photo.hazard_id, moves[0].name, (gone,)))
            Photo.objects.bulk_create(brought)

    @classmethod
    def as_said(cls, hazard_id: int, sequence: int, episode: int, said: dict[str, Any]) -> Self:
        """Return the row, not saved, of a photograph as a record says it."""
        return cls(
            hazard_id=hazard_id,
            sequence=sequence,
            episode=episode,
            role=said["role"],
            sha256=said["sha256"],
            original=said["original"],
            taken_at=parse_datetime(said["taken_at"]) if said["taken_at"] else None,
            time_from_camera=said["time_from_camera"],
            place=said["place"],
            latitude_e7=said["latitude_e7"],
            longitude_e7=said["longitude_e7"],
        )
