from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel("Event", [("id", models.BigAutoField(primary_key=True)), ("kind", models.CharField(max_length=30)), ("payload", models.JSONField()), ("at", models.DateTimeField())]),
        migrations.CreateModel("Group", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=30)), ("events", models.ManyToManyField("raw.event"))]),
    ]
