from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fields", "0004_alter_types")]
    operations = [
        migrations.AlterField("sample", "boolean", models.BooleanField(null=True)),
        migrations.AlterField("sample", "ip", models.GenericIPAddressField(default="0.0.0.0")),
        migrations.AlterField("sample", "email", models.EmailField(unique=True)),
        migrations.AlterField("sample", "slug", models.SlugField(db_index=False)),
        migrations.AlterField("sample", "time", models.TimeField(db_index=True)),
        migrations.AlterField("sample", "char", models.CharField(max_length=90, db_index=True)),
        migrations.AlterField("sample", "char_unlimited", models.TextField(db_default="", db_comment="anything")),
        migrations.AlterField("figure", "ratio", models.DecimalField(max_digits=5, decimal_places=2, db_default=2, db_comment="to one")),
        migrations.AlterField("figure", "height", models.IntegerField()),
        migrations.AlterField("figure", "is_round", models.BooleanField(db_default=True)),
        migrations.AlterModelTableComment("figure", "figures"),
        migrations.AlterField("sample", "image", models.CharField(max_length=100, db_collation="C")),
    ]
