from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_alter_user_email")]
    operations = [
        migrations.AlterField("user", "phone_number", models.CharField(blank=True, max_length=32, null=True)),
    ]
