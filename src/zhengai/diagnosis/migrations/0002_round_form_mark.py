import json
from hashlib import blake2b
from typing import Any

from django.db import migrations, models


def mark(apps: Any, schema_editor: Any) -> None:
    rounds = apps.get_model("diagnosis", "Round").objects.using(schema_editor.connection.alias)
    for pk, form in rounds.values_list("pk", "form").iterator(chunk_size=20):
        content = json.dumps(form, sort_keys=True).encode()
        rounds.filter(pk=pk).update(form_mark=blake2b(content, digest_size=16).hexdigest())


class Migration(migrations.Migration):
    dependencies = [("diagnosis", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="round",
            name="form_mark",
            field=models.CharField(default="", editable=False, max_length=32),
            preserve_default=False,
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
