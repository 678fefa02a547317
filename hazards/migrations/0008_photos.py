"""Photographs beside a hazard: written once, by the act that brought them."""

import django.db.models.deletion
from django.db import migrations, models

from records.guards import revoke


class Migration(migrations.Migration):
    dependencies = [
        ("hazards", "0007_birth_stays"),
    ]

    operations = [
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.PositiveIntegerField(verbose_name="记录序号")),
                ("episode", models.PositiveSmallIntegerField(verbose_name="第几次办理")),
                (
                    "role",
                    models.CharField(
                        choices=[("BEFORE", "整改前"), ("AFTER", "整改后"), ("ON_SITE", "现场")],
                        max_length=10,
                        verbose_name="用途",
                    ),
                ),
                ("sha256", models.CharField(max_length=64, verbose_name="存档文件哈希")),
                ("original", models.CharField(max_length=64, verbose_name="原文件哈希")),
                ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="拍摄时间")),
                ("time_from_camera", models.BooleanField(default=False, verbose_name="时间由相机写入")),
                ("place", models.CharField(blank=True, max_length=300, verbose_name="拍摄位置")),
                ("latitude_e7", models.IntegerField(blank=True, null=True, verbose_name="纬度")),
                ("longitude_e7", models.IntegerField(blank=True, null=True, verbose_name="经度")),
                (
                    "hazard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="hazards.hazard"
                    ),
                ),
            ],
            options={
                "verbose_name": "照片",
                "indexes": [models.Index(fields=["sha256"], name="hazards_photo_file")],
                "constraints": [
                    models.UniqueConstraint(fields=("hazard", "sha256"), name="hazards_photo_once"),
                    models.UniqueConstraint(fields=("hazard", "original"), name="hazards_photo_original_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude_e7__isnull", True), ("longitude_e7__isnull", True)),
                            models.Q(("latitude_e7__isnull", False), ("longitude_e7__isnull", False)),
                            _connector="OR",
                        ),
                        name="hazards_photo_whole_place",
                    ),
                ],
            },
        ),
        revoke("hazards_photo", "UPDATE, DELETE"),
    ]
