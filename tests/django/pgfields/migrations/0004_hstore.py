from django.contrib.postgres.fields import ArrayField, HStoreField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pgfields", "0003_arrays")]
    operations = [
        migrations.CreateModel(
            "Bag",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("attributes", HStoreField()),
                ("extra", HStoreField(null=True)),
                ("many", ArrayField(HStoreField(), null=True)),
            ],
        ),
        migrations.AddField("bag", "later", HStoreField(default=dict)),
    ]
