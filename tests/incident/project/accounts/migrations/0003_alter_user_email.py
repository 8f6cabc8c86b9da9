from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_user_role")]
    operations = [
        migrations.AlterField("user", "email", models.EmailField(max_length=254, unique=True)),
    ]
