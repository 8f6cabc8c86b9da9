import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            "Sample",
            [
                ("id", models.AutoField(primary_key=True)),
                ("big_integer", models.BigIntegerField()),
                ("binary", models.BinaryField()),
                ("boolean", models.BooleanField(default=False)),
                ("char", models.CharField(max_length=40)),
                ("char_unlimited", models.CharField()),
                ("date", models.DateField(auto_now_add=True)),
                ("date_time", models.DateTimeField(auto_now=True)),
                ("decimal", models.DecimalField(max_digits=10, decimal_places=3)),
                ("duration", models.DurationField()),
                ("email", models.EmailField()),
                ("file", models.FileField(upload_to="files")),
                ("file_path", models.FilePathField(path="/")),
                ("float", models.FloatField()),
                ("image", models.ImageField(upload_to="images")),
                ("integer", models.IntegerField()),
                ("ip", models.GenericIPAddressField(null=True)),
                ("json", models.JSONField(default=dict)),
                ("positive_big", models.PositiveBigIntegerField()),
                ("positive", models.PositiveIntegerField()),
                ("positive_small", models.PositiveSmallIntegerField()),
                ("slug", models.SlugField()),
                ("small", models.SmallIntegerField()),
                ("text", models.TextField()),
                ("time", models.TimeField()),
                ("url", models.URLField()),
                ("uuid", models.UUIDField(default=uuid.uuid4)),
            ],
        ),
        migrations.CreateModel("Small", [("id", models.SmallAutoField(primary_key=True))]),
        migrations.CreateModel("Keyed", [("key", models.UUIDField(primary_key=True, default=uuid.uuid4))]),
    ]
