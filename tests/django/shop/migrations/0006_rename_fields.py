from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("shop", "0005_rename_product")]
    operations = [
        migrations.RenameField("line", "quantity", "amount"),
        migrations.RenameField("line", "product", "article"),
        migrations.RenameField("article", "name", "title"),
    ]
