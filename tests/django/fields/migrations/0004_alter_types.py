from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fields", "0003_database_side")]
    operations = [
        migrations.AlterField("sample", "big_integer", models.IntegerField()),
        migrations.AlterField("sample", "char", models.CharField(max_length=90)),
        migrations.AlterField("sample", "char_unlimited", models.TextField()),
        migrations.AlterField("sample", "date", models.DateTimeField(auto_now_add=True)),
        migrations.AlterField("sample", "decimal", models.DecimalField(max_digits=14, decimal_places=4)),
        migrations.AlterField("sample", "float", models.DecimalField(max_digits=12, decimal_places=2)),
        migrations.AlterField("sample", "integer", models.BigIntegerField()),
        migrations.AlterField("sample", "positive", models.IntegerField()),
        migrations.AlterField("sample", "small", models.PositiveIntegerField()),
        migrations.AlterField("sample", "text", models.CharField(max_length=500)),
        migrations.AlterField("sample", "url", models.URLField(max_length=600)),
        migrations.AlterField("keyed", "key", models.CharField(max_length=36, primary_key=True)),
    ]
