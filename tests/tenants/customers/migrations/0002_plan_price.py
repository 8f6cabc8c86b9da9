from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]
    operations = [
        migrations.AddField("plan", "price", models.DecimalField(decimal_places=2, default=0, max_digits=9)),
        migrations.AddConstraint(
            "plan", models.CheckConstraint(condition=models.Q(price__gte=0), name="plan_price_not_negative")
        ),
    ]
