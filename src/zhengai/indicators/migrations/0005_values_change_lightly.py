"""An update of a value need not touch an index nor another table: PostgreSQL keeps the new row on the page of the old
one, if there is room. That matters where thousands of values change with every batch."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_FULL = 85  # per cent of a page that is filled at first


def leave_room(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        table = editor.quote_name(apps.get_model("indicators", "CurrentValue")._meta.db_table)
        editor.execute(f"ALTER TABLE {table} SET (fillfactor = {_FULL})")


class Migration(migrations.Migration):
    dependencies = [("indicators", "0004_run_reach")]

    operations = [
        migrations.AlterField(
            model_name="currentvalue",
            name="college",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="college.college",
            ),
        ),
        migrations.AlterField(
            model_name="currentvalue",
            name="run",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="indicators.run",
            ),
        ),
        migrations.RunPython(leave_room, migrations.RunPython.noop),
    ]
