from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("names", "0002_change")]
    operations = [
        migrations.AddField("Order", "note", models.TextField(null=True, db_column="Note")),
        migrations.RenameField("Order", "note", "remark"),
        migrations.AlterField("Order", "remark", models.TextField(null=True, db_column="NOTE")),
    ]
