from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("shelf", "0005_gone")]
    operations = [
        migrations.RemoveField("Author", "passing"),
        migrations.DeleteModel("Passing"),
        migrations.AlterModelOptions("Author", options={"ordering": ["name"]}),
    ]
