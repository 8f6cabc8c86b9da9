from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("names", "0003_more")]
    operations = [
        migrations.AlterModelTable("Order", "Order, placed"),
        migrations.AlterModelTable("Upper", "UPPER CASE TABLE"),
    ]
