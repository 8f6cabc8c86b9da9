from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("lib", "0002_rename_both")]
    operations = [
        migrations.CreateModel("Shelf", [("id", models.BigAutoField(primary_key=True)), ("novels", models.ManyToManyField("lib.Novel")), ("first", models.ForeignKey("lib.Novel", models.CASCADE, null=True, related_name="f"))]),
    ]
