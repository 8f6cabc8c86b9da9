from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("renames", "0006_tables")]
    operations = [
        migrations.RenameIndex("musician", new_name="musician_years_idx", old_name="player_age_idx"),
        migrations.AddIndex("gig", models.Index(fields=["number"], name="gig_number_idx")),
        migrations.RenameIndex("gig", new_name="Gig Number", old_name="gig_number_idx"),
        migrations.RunSQL('ALTER TABLE "Renamed Musicians" RENAME CONSTRAINT player_age_check TO musician_years_check'),
    ]
