from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("renames", "0003_other_models")]
    operations = [
        migrations.RenameField("musician", "nick", "alias"),
        migrations.RenameField("musician", "band", "ensemble"),
        migrations.RenameField("musician", "age", "years"),
        migrations.RenameField("gig", "code", "number"),
    ]
