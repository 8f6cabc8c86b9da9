from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("pgfields", "0007_alter_types")]
    operations = [
        migrations.RemoveField("page", "found"),
        migrations.RenameField("page", "vector", "words"),
        migrations.RenameField("board", "cube", "solid"),
        migrations.RemoveField("board", "keys"),
        migrations.RemoveField("span", "later"),
        migrations.RenameModel("Bag", "Sack"),
    ]
