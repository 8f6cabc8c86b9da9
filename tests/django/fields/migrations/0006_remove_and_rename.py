from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fields", "0005_alter_attributes")]
    operations = [
        migrations.RenameField("sample", "binary", "blob"),
        migrations.RenameField("sample", "positive_small", "tiny"),
        migrations.RemoveField("sample", "uuid"),
        migrations.RemoveField("sample", "slug"),
        migrations.RemoveField("sample", "email"),
        migrations.AlterField("sample", "time", models.TimeField()),
        migrations.AlterField("sample", "char", models.CharField(max_length=90)),
        migrations.AlterField("small", "url", models.URLField(null=True)),
        migrations.RemoveField("figure", "shout"),
        migrations.AlterField("small", "char", models.CharField(max_length=20, db_column="letters")),
        migrations.RenameModel("Keyed", "Token"),
        migrations.AlterModelTable("token", "fields_issued_token"),
    ]
