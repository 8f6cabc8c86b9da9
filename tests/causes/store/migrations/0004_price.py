from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0003_ink")]
    operations = [
        migrations.AddField("book", "price", models.IntegerField(null=True)),
        migrations.AddIndex("book", models.Index(fields=["price"], name="book_price")),
    ]
