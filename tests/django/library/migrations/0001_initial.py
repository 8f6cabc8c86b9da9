from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("crew", "0001_initial")]
    operations = [
        migrations.CreateModel("Author", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=100)), ("born", models.DateField(null=True))]),
        migrations.CreateModel(
            "Book",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("title", models.CharField(max_length=200)),
                ("isbn", models.CharField(max_length=13)),
                ("pages", models.PositiveIntegerField()),
                ("price", models.DecimalField(max_digits=8, decimal_places=2)),
                ("published", models.DateField(null=True)),
                ("is_lost", models.BooleanField(default=False)),
                ("meta", models.JSONField(default=dict)),
                ("author", models.ForeignKey("library.author", models.CASCADE)),
            ],
        ),
        migrations.CreateModel(
            "Loan",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("book", models.ForeignKey("library.book", models.CASCADE)),
                ("reader", models.ForeignKey("crew.person", models.CASCADE, related_name="+")),
                ("place", models.IntegerField()),
                ("lent_on", models.DateField()),
                ("returned_on", models.DateField(null=True)),
            ],
        ),
    ]
