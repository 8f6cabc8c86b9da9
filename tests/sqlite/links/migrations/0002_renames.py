"""Models that are renamed while others point at them."""

from django.db import migrations, models
import django.db.models.deletion

CASCADE = django.db.models.deletion.CASCADE


class Migration(migrations.Migration):
    dependencies = [("links", "0001_initial")]
    operations = [
        migrations.RenameModel("Person", "Human"),
        migrations.RenameModel("Group", "Club"),
        migrations.RenameField("Membership", "group", "club"),
    ]
