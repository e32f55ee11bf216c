"""Give each process of a shared-out test run a database and a filestore of its own.

A pytest plugin, imported before the options are read. pytest-odoo would clone the
database, too, but share the filestore: Odoo's tests remove files that their own
database does not know, and so those of the other processes.
"""

import os
from pathlib import Path

if share := os.environ.pop("PYTEST_XDIST_WORKER", ""):
    os.environ["ODOO_RC"] = str(Path(os.environ["ODOO_RC"]).with_name(f"{share}.conf"))
