"""Many-to-many fields that change their names and tables; keys that others follow."""

from django.db import migrations, models
import django.db.models.deletion

CASCADE = django.db.models.deletion.CASCADE


class Migration(migrations.Migration):
    dependencies = [("links", "0002_renames")]
    operations = [
        migrations.RenameField("Club", "fans", "followers"),
        migrations.AlterField("Node", "friends", models.ManyToManyField("links.Node", related_name="+", db_table="links_friendship")),
        migrations.AlterField("Human", "code", models.CharField(max_length=16, unique=True)),
        migrations.AlterField("Node", "bare", models.ForeignKey("links.Human", null=True, related_name="+", on_delete=CASCADE)),
        migrations.AlterField("Node", "free", models.ForeignKey("links.Human", null=True, related_name="+", on_delete=CASCADE)),
        migrations.AlterField("Membership", "person", models.OneToOneField("links.Human", on_delete=CASCADE)),
        migrations.RenameField("Special", "extra", "more"),
    ]
