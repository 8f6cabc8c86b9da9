from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("various", "0004_renamed_schema")]
    operations = [
        migrations.RunSQL("CREATE TABLE various_value (bits bit(3) DEFAULT B'101', pairs hstore DEFAULT 'a=>1'::hstore)"),
    ]
