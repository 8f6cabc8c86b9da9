from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("pgindexes", "0005_not_concurrently")]
    operations = [
        migrations.RenameIndex("paper", new_name="paper_of_json", old_name="paper_x_json"),
        migrations.RemoveIndex("paper", "paper_x_bloom"),
        migrations.RenameField("paper", "rank", "grade"),
        migrations.RunSQL("ALTER INDEX paper_gist RENAME TO paper_gist_span", "ALTER INDEX paper_gist_span RENAME TO paper_gist"),
    ]
