from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel("Parcel", [("id", models.AutoField(primary_key=True)), ("weight", models.IntegerField())]),
        migrations.CreateModel(
            "Label",
            [
                ("id", models.AutoField(primary_key=True)),
                ("parcel", models.ForeignKey("keys.parcel", models.CASCADE)),
                ("parcels", models.ManyToManyField("keys.parcel", related_name="+")),
            ],
        ),
        migrations.CreateModel("Country", [("id", models.AutoField(primary_key=True)), ("code", models.CharField(max_length=2))]),
        migrations.CreateModel("Ticket", [("id", models.CharField(max_length=36, primary_key=True))]),
        migrations.CreateModel(
            "Seat", [("ticket", models.OneToOneField("keys.ticket", models.CASCADE, primary_key=True)), ("row", models.IntegerField())]
        ),
        migrations.CreateModel("Crate", [("id", models.AutoField(primary_key=True)), ("parcel", models.ForeignKey("keys.parcel", models.CASCADE, null=True))]),
    ]
