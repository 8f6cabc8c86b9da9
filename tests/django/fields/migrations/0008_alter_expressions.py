from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import Now, Upper


class Migration(migrations.Migration):
    dependencies = [("fields", "0007_expressions")]
    operations = [
        migrations.AlterField("preset", "text", models.TextField(db_default=Upper(Value("quiet")))),
        migrations.AlterField("preset", "whole", models.IntegerField()),
        migrations.AlterField("preset", "small", models.IntegerField(db_default=3)),
        migrations.AlterField("preset", "nothing", models.IntegerField(db_default=0)),
        migrations.AlterField("preset", "now", models.DateTimeField(null=True, db_default=Now())),
        migrations.AlterField("preset", "json", models.JSONField(db_default=[])),
        migrations.AddField("preset", "stamp", models.DateTimeField(db_default=Now(), db_index=True)),
        migrations.RemoveField("derived", "half"),
        migrations.AddField(
            "derived",
            "half",
            models.GeneratedField(expression=F("amount") / 2, output_field=models.IntegerField(), db_persist=True),
        ),
    ]
