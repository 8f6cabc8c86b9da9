from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shelf", "0003_changes")]
    operations = [
        migrations.RenameModel("Author", "Writer"),
        migrations.RenameModel("Plain", "Simple"),
        migrations.AlterField("tag", "id", models.BigAutoField(primary_key=True)),
        migrations.AlterModelTable("tag", "shelf_label"),
    ]
