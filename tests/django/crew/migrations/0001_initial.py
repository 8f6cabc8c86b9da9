from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("auth", "0012_alter_user_first_name_max_length")]
    operations = [
        migrations.CreateModel(
            "Person",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("name", models.CharField(max_length=80)),
                ("email", models.EmailField(unique=True)),
                ("user", models.OneToOneField("auth.user", models.SET_NULL, null=True)),
            ],
        ),
    ]
