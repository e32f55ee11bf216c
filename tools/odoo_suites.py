"""Run the tests of installed addons in one database; note how each of them ended.

Usage: odoo_suites.py CONF RESULT TAGS MODULE…

All tests run when every addon is loaded, those that Odoo itself runs while it installs
an addon (at_install) too: with our addon in the registry they prove more than without.
RESULT gets one line per test, "ok TAG" or "failed TAG"; Odoo's `--test-tags` takes TAG.
"""

import re
import sys
from pathlib import Path

from odoo import http
from odoo.modules import module
from odoo.modules.registry import Registry
from odoo.service import server
from odoo.tests import loader
from odoo.tests.result import OdooTestResult
from odoo.tools import config

TEST_ID = re.compile(r"odoo\.addons\.([\w.]+)\.(\w+)\.(\w+)")
CLASS_ID = re.compile(r"\w+ \(odoo\.addons\.([\w.]+)\.(\w+)\)")


def get_tag(test):
    """:return: `/module/tests/file.py:Class.method`, of a class that could not be set
    up without the method."""
    identifier = getattr(test, "test_case", test).id()
    of_test = TEST_ID.fullmatch(identifier)
    if of_test:
        path, *names = of_test.groups()
    else:
        path, *names = CLASS_ID.match(identifier).groups()
    return f"/{path.replace('.', '/')}.py:{'.'.join(names)}"


class Ledger(OdooTestResult):
    """Odoo's test result, which counts only, with a memory."""

    def __init__(self):
        super().__init__()
        self.outcomes = {}

    def stopTest(self, test):
        super().stopTest(test)
        self.outcomes.setdefault(get_tag(test), "ok")

    def addError(self, test, err):
        super().addError(test, err)
        self.outcomes[get_tag(test)] = "failed"

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.outcomes[get_tag(test)] = "failed"


def serve(conf):
    """Load the database, then start the server that the browser tests ask."""
    config.parse_config(["-c", conf])
    server.load_server_wide_modules()
    Registry(config["db_name"][0])
    # Not before: Odoo would run tests of its own choice while it loads the registry.
    config["test_enable"] = True
    server.server = server.ThreadedServer(http.root)
    server.server.start(stop=True)


def run(modules):
    ledger = Ledger()
    module.current_test = True
    for position in ("at_install", "post_install"):
        loader.make_suite(modules, position)(ledger)
    module.current_test = False
    return ledger.outcomes


def main(conf, result, tags, *modules):
    serve(conf)
    config["test_tags"] = tags
    outcomes = run(modules)
    server.server.stop()
    lines = [f"{outcome} {tag}\n" for tag, outcome in sorted(outcomes.items())]
    Path(result).write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
