"""Print a line for every table of a database: its name, rows, and a hash of them.

Usage: digest.py DATABASE

Left out: who wrote when, and what tells of runs instead of the business.
"""

import re
import sys

import psycopg2
from psycopg2 import sql

IGNORED_TABLES = re.compile(
    r"ir_cron_trigger|ir_logging|ir_module_module|orm_signaling_\w+"
)
# arch_prev is a view's text before the last upgrade.
IGNORED_COLUMNS = {"arch_prev", "create_date", "create_uid", "write_date", "write_uid"}
COLUMNS = """
    SELECT columns.table_name, columns.column_name
      FROM information_schema.columns JOIN information_schema.tables USING (table_name)
     WHERE columns.table_schema = 'public' AND table_type = 'BASE TABLE'
  ORDER BY columns.table_name, columns.column_name
"""
DIGEST = """
    SELECT count(*), md5(coalesce(string_agg(line, chr(10) ORDER BY line), ''))
      FROM (SELECT ROW({columns})::text AS line FROM {table}) AS lines
"""


def list_tables(cursor):
    cursor.execute(COLUMNS)
    tables = {}
    for table, column in cursor.fetchall():
        if column not in IGNORED_COLUMNS and not IGNORED_TABLES.fullmatch(table):
            tables.setdefault(table, []).append(sql.Identifier(column))
    return tables


def main(database):
    with psycopg2.connect(dbname=database) as connection, connection.cursor() as cursor:
        for table, columns in list_tables(cursor).items():
            query = sql.SQL(DIGEST).format(
                columns=sql.SQL(", ").join(columns), table=sql.Identifier(table)
            )
            cursor.execute(query)
            print(table, *cursor.fetchone())


if __name__ == "__main__":
    main(sys.argv[1])
