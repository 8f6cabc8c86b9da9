"""Everything that points at something."""

from django.conf import settings
from django.db import migrations, models
import django.db.models.deletion

CASCADE = django.db.models.deletion.CASCADE


def key():
    return ("id", models.BigAutoField(primary_key=True, serialize=False))


class Migration(migrations.Migration):
    initial = True
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(name="Person", fields=[key(), ("code", models.CharField(max_length=8, unique=True))]),
        migrations.CreateModel(
            name="Node",
            fields=[
                key(),
                ("parent", models.ForeignKey("self", null=True, on_delete=CASCADE)),
                ("friends", models.ManyToManyField("self", related_name="+")),
                ("owner", models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=CASCADE)),
                ("by_code", models.ForeignKey("links.Person", to_field="code", on_delete=CASCADE)),
                ("free", models.ForeignKey("links.Person", null=True, related_name="+", db_constraint=False, on_delete=CASCADE)),
                ("bare", models.ForeignKey("links.Person", null=True, related_name="+", db_index=False, on_delete=CASCADE)),
            ],
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[("person", models.OneToOneField("links.Person", primary_key=True, serialize=False, on_delete=CASCADE))],
        ),
        migrations.CreateModel(name="Base", fields=[key()]),
        migrations.CreateModel(
            name="Special",
            fields=[
                (
                    "base_ptr",
                    models.OneToOneField(
                        "links.Base", auto_created=True, parent_link=True, primary_key=True, serialize=False, on_delete=CASCADE
                    ),
                ),
                ("extra", models.IntegerField(default=1)),
            ],
            bases=("links.base",),
        ),
        migrations.CreateModel(name="Group", fields=[key(), ("name", models.CharField(max_length=9))]),
        migrations.CreateModel(
            name="Membership",
            fields=[
                key(),
                ("person", models.ForeignKey("links.Person", on_delete=CASCADE)),
                ("group", models.ForeignKey("links.Group", on_delete=CASCADE)),
            ],
        ),
        migrations.AddField("Group", "members", models.ManyToManyField("links.Person", through="links.Membership")),
        migrations.AddField("Group", "fans", models.ManyToManyField("links.Person", related_name="+")),
        migrations.CreateModel(name="Hand", fields=[key()], options={"swappable": "LINKS_HAND_MODEL"}),
        migrations.CreateModel(name="OtherHand", fields=[key(), ("fingers", models.IntegerField())]),
    ]
