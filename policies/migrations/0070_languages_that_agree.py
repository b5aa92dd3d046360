"""The report counts what the divergence finder finds, and no longer what the comparison of parts and figures found."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("policies", "0060_reading")]

    operations = [
        migrations.RenameField("sectiontranslation", "disparities", "divergences"),
        migrations.AlterField(
            "sectiontranslation",
            "divergences",
            models.PositiveSmallIntegerField(default=0, verbose_name="differences between languages"),
        ),
    ]
