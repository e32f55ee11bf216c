"""Note the names an addon brought into a database; once it is gone, tell what is left.

Usage: leftovers.py note|check DATABASE FILE
"""

import json
import sys
from pathlib import Path

import psycopg2

FIELDS = "SELECT DISTINCT name FROM ir_model_fields WHERE name LIKE 'b2b\\_%'"
LEFTOVERS = {
    "column": """
        SELECT table_name || '.' || column_name FROM information_schema.columns
         WHERE table_schema = 'public'
           AND (column_name LIKE 'b2b\\_%%' OR table_name LIKE 'cats\\_%%')""",
    "field": "SELECT model || '.' || name FROM ir_model_fields WHERE name ~ '^b2b_'",
    "model": "SELECT model FROM ir_model WHERE model LIKE 'cats.%%'",
    # Odoo's own pages have names with b2b_, too.
    "view": """
        SELECT coalesce(key, name) FROM ir_ui_view
         WHERE key LIKE 'cats\\_b2b.%%' OR arch_db::text ~ %(names)s""",
    "server action": "SELECT name FROM ir_act_server WHERE code ~ %(names)s",
    "asset": "SELECT path FROM ir_asset WHERE path LIKE '%%cats\\_b2b%%'",
    "parameter": "SELECT key FROM ir_config_parameter WHERE key LIKE 'cats\\_b2b%%'",
    # Odoo keeps the external id of what it could not delete.
    "record": """
        SELECT model || ' ' || name FROM ir_model_data WHERE module = 'cats_b2b'""",
}


def fetch(cursor, query, values=None):
    cursor.execute(query, values)
    return [value for (value,) in cursor.fetchall()]


def find_leftovers(cursor, fields):
    names = rf"\y({'|'.join(['cats_b2b', *fields])})\y"
    for kind, query in LEFTOVERS.items():
        yield from (f"{kind} {it}" for it in fetch(cursor, query, {"names": names}))


def main(task, database, path):
    notes = Path(path)
    with psycopg2.connect(dbname=database) as connection, connection.cursor() as cursor:
        if task == "check":
            return "\n".join(find_leftovers(cursor, json.loads(notes.read_text())))
        notes.write_text(json.dumps(fetch(cursor, FIELDS)))
        return None


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) or None)
