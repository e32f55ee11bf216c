import ast
import inspect
import re
from contextlib import ExitStack, contextmanager
from importlib import import_module
from itertools import islice
from pathlib import Path
from unittest.mock import patch

from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, Map, RequestRedirect, Rule

from odoo.fields import Domain
from odoo.http import Request, _generate_routing_rules
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..policies.rights import RIGHTS
from .access_matrix import ACTORS, ALL_RIGHTS, CELLS, DOCUMENTS, SEEN, select
from .access_register import CHECKS, MODELS, ROUTES, STAFF_RULES, TOGETHER
from .access_ways import LOGGERS, AccessWays

ADDON = Path(__file__).resolve().parent.parent
# What our code asks for a right by, and what each says when everybody has it.
ANSWERS = {
    "_check_b2b_right": lambda _user, *_rights: None,
    "_get_b2b_right_error": lambda _user, *_rights: False,
    "_get_b2b_scope": lambda _user, _documents: "company",
    "_get_b2b_scope_domain": lambda _user, *_args: Domain.TRUE,
    "_has_b2b_right": lambda _user, *_rights: True,
}
# What a request without facts of its own is filled with.
FILLER = re.compile(r"<(?:(?P<kind>\w+)(?:\((?P<args>.*?)\))?:)?(?P<name>\w+)>")


class SlugConverter(BaseConverter):
    """A record in a path; Odoo's own ones need a request."""

    def __init__(self, url_map, *_args, **_kwargs):
        super().__init__(url_map)


@tagged("post_install", "-at_install")
class TestAccessMatrix(AccessWays):
    """USR-4: "Rights hold everywhere, not only on pages"."""

    def test_cells(self):
        """USR-4: every actor gets of every document, by every way, what is his."""
        for cell in CELLS:
            with self.subTest(cell.name):
                self.assertEqual(self._answer(cell), cell.expected)

    # -- Nothing forgotten ----------------------------------------------------------

    def _get_addons(self):
        """:return: names of `cats_b2b` and the addons that it depends on."""
        addon = self.env.ref("base.module_cats_b2b")
        states = ("uninstallable", "uninstalled")
        needed = addon.upstream_dependencies(exclude_states=states)
        return {"base", "web", *(addon | needed).mapped("name")}

    def test_rights(self):
        """USR-3: each right is one of the matrix, and one of it only is the reason."""
        self.assertEqual(ALL_RIGHTS, set(RIGHTS))

    def test_models(self):
        """USR-4: each model that customers or visitors read is in the matrix."""
        groups = self.env.ref("base.group_portal") | self.env.ref("base.group_public")
        rights = self.env["ir.model.access"].search(
            [
                ("perm_read", "=", True),
                ("group_id", "in", [False, *groups.all_implied_ids.ids]),
            ]
        )
        addons = self._get_addons()
        ours = rights.filtered(
            lambda right: right.get_external_id()[right.id].split(".")[0] in addons
        )
        known = {document.model for document in DOCUMENTS}
        known.update(name for names in MODELS.values() for name in names)
        missing = set(ours.mapped("model_id.model")) - known
        self.assertFalse(missing, "Neither in the matrix nor in its register")

    def _get_routes(self):
        """:return: dict: how it is asked, by URL, of each route of our addons."""
        rules = _generate_routing_rules(sorted(self._get_addons()), nodb_only=False)
        return {url: endpoint.routing for url, endpoint in rules}

    def _get_adapter(self):
        """:return: what tells the route of a path."""
        converters = {"model": SlugConverter, "models": SlugConverter}
        routes = Map(strict_slashes=False, converters=converters)
        for url, routing in self._get_routes().items():
            routes.add(Rule(url, endpoint=url, methods=routing.get("methods")))
        return routes.bind("localhost")

    def _find_route(self, adapter, way, facts):
        """:return: the route by which a way goes."""
        path = way.url.format(**facts).partition("?")[0]
        method = "GET" if way.kind == "get" else "POST"
        try:
            return adapter.match(path, method=method)[0]
        except (RequestRedirect, HTTPException):
            return None

    def test_routes(self):
        """USR-4: each route of our addons is in the matrix or in its register."""
        adapter = self._get_adapter()
        asked = {
            self._find_route(adapter, cell.way, self._get_facts(cell))
            for cell in CELLS
            if cell.way.url
        }
        patterns = [re.compile(one) for some in ROUTES.values() for one in some]
        missing = [
            url
            for url in sorted(self._get_routes().keys() - asked)
            if not any(pattern.fullmatch(url) for pattern in patterns)
        ]
        self.assertFalse(missing, "Neither in the matrix nor in its register")

    # -- Whatever else is asked -----------------------------------------------------

    def _fill_route(self, url):
        """:return: a path of a route, with ids of the owner's documents."""
        facts = self.subjects["order", "owner"]
        by_model = {
            record._name: record.id
            for (_name, owner), record in self.records.items()
            if owner == "owner"
        }
        by_model["ir.attachment"] = facts["attachment"]

        def fill(match):
            if match["kind"] in ("model", "models"):
                model = match["args"].strip("\"'")
                return str(by_model.get(model, 1))
            if match["name"] == "model":
                return "sale.order"
            return str(facts["id"]) if match["kind"] != "string" else "x"

        return FILLER.sub(fill, url)

    def _get_secrets(self):
        """:return: texts that only who may see a document can be told."""
        names = ("order", "quotation", "cart", "draft", "invoice", "transfer")
        secrets = set()
        for name in names:
            facts = self.subjects[name, "owner"]
            secrets.update(facts["mark"] + facts["message"] + facts["content"])
        secrets.update(self.subjects["order_amount", "owner"]["mark"])
        secrets.update(self.subjects["token", "owner"]["mark"])
        secrets.update(self.subjects["colleague", "owner"]["mark"])
        return secrets

    def test_other_routes(self):
        """USR-4: no route at all tells who has no right, nor a visitor."""
        skipped = re.compile(r"/web/(database|session)/.*|/websocket|/my/deactivate.*")
        secrets = self._get_secrets()
        for url, routing in self._get_routes().items():
            if routing["auth"] == "none" or skipped.fullmatch(url):
                continue
            for name in ("void", "public"):
                with self.subTest(f"{name} {url}"), mute_logger(*LOGGERS):
                    text = self._ask_route(name, url, routing)
                    told = [secret for secret in secrets if secret in text]
                    self.assertFalse(told)

    def _ask_route(self, name, url, routing):
        """:return: what a route answers to parameters that name the owner's order."""
        actor = next(actor for actor in ACTORS if actor.name == name)
        self._become(actor)
        facts = self.subjects["order", "owner"]
        values = {
            "id": facts["id"],
            "model": "sale.order",
            "res_model": "sale.order",
            "res_id": facts["id"],
            "thread_model": "sale.order",
            "thread_id": facts["id"],
            "order_id": facts["id"],
            "domain": [],
            "fields": ["name"],
            "method": "read",
            "args": [[facts["id"]]],
            "kwargs": {},
            "fetch_params": {},
            "fetch_types": [],
            "message_id": self.records["order_message", "owner"].id,
            "attachment_id": facts["attachment"],
        }
        path = self._fill_route(url)
        with self._rolled_back():
            if routing["type"] == "http":
                form = {key: values[key] for key in ("id", "model", "res_id")}
                form["csrf_token"] = Request.csrf_token(self)
                is_get = "GET" in (routing.get("methods") or ["GET"])
                data = {"params": form} if is_get else {"data": form}
                return self.url_open(path, timeout=60, **data).text
            payload = {"jsonrpc": "2.0", "id": 0, "method": "call", "params": values}
            if routing["type"] == "json2":
                payload = {"ids": [facts["id"]]}
            return self.url_open(path, json=payload, timeout=60).text

    # -- Nothing superfluous --------------------------------------------------------

    def _find_needed(self, cells, enough=3):
        """:return: names of cells that are red now; some that are may always be."""
        red = (cell for cell in cells if self._answer(cell) != cell.expected)
        return list(islice(red, enough))

    def _is_green_again(self, cells):
        return any(self._answer(cell) == cell.expected for cell in cells)

    def test_rules(self):
        """USR-4: without any one of our record rules something is red."""
        known = {
            cell.document.model
            for cell in CELLS
            if cell.way.kind == "rpc" and cell.expected == SEEN
        }
        data = self.env["ir.model.data"].search(
            [("module", "=", "cats_b2b"), ("model", "=", "ir.rule")], order="name"
        )
        for line in data:
            rule = self.env["ir.rule"].browse(line.res_id)
            if rule.model_id.model not in known or line.name in STAFF_RULES:
                continue
            names = [
                document.name
                for document in DOCUMENTS
                if document.model == rule.model_id.model
            ]
            cells = [
                cell
                for name in names
                for cell in select(f"{name}/read", f"{name}/in_process")
            ]
            with self.subTest(line.name):
                rule.active = False
                red = self._find_needed(cells)
                rule.active = True
                self.env.flush_all()
                self.assertTrue(red, "Nothing turns red without this rule")
                self.assertTrue(self._is_green_again(red), "Red with the rule, too")

    def _list_checks(self):
        """:return: names of the methods of our code that ask for a right."""
        checks = set()
        for path in sorted(ADDON.glob("*/**/*.py")):
            folder = path.relative_to(ADDON).parts[0]
            if folder in ("tests", "migrations"):
                continue
            module = ".".join(path.relative_to(ADDON).with_suffix("").parts)
            tree = ast.parse(path.read_text(encoding="utf-8"))
            checks.update(f"{module}.{name}" for name in self._list_asking(tree))
        return checks

    def _list_asking(self, node):
        """Generate the names of functions and methods that ask for a right."""
        for part in node.body:
            if isinstance(part, ast.ClassDef):
                yield from (f"{part.name}.{name}" for name in self._list_asking(part))
            elif isinstance(part, ast.FunctionDef) and any(
                isinstance(inner, ast.Attribute) and inner.attr in ANSWERS
                for inner in ast.walk(part)
            ):
                yield part.name

    def test_checks_known(self):
        """USR-4: each check of our code is known to the register, and no other one."""
        found = self._list_checks()
        self.assertFalse(found - CHECKS.keys(), "Not in the register")
        self.assertFalse(CHECKS.keys() - found, "Only in the register")
        for check, test in {**CHECKS, **STAFF_RULES}.items():
            if isinstance(test, str):
                module, method = test.split("::")
                path = ADDON / "tests" / f"{module}.py"
                text = path.read_text(encoding="utf-8")
                self.assertIn(f"def {method}(", text, check)

    def test_checks(self):
        """USR-4: without any one of our checks something is red.

        Where two checks ask the same at two levels, without both.
        """
        for check, patterns in CHECKS.items():
            if isinstance(patterns, str):
                continue
            with self.subTest(check):
                cells = select(*patterns)
                with ExitStack() as stack:
                    for one in (check, *TOGETHER.get(check, ())):
                        stack.enter_context(self._says_yes(one))
                    red = self._find_needed(cells)
                self.assertTrue(red, "Nothing turns red without this check")
                self.assertTrue(self._is_green_again(red), f"{red} with the check, too")

    @contextmanager
    def _says_yes(self, check):
        """Let the questions of one method for rights be answered by yes."""
        folder, module, *owners, name = check.split(".")
        owner = import_module(f"odoo.addons.cats_b2b.{folder}.{module}")
        for part in owners:
            owner = getattr(owner, part)
        method = inspect.unwrap(inspect.getattr_static(owner, name))
        code = method.__code__
        rights = import_module("odoo.addons.cats_b2b.models.cats_user_rights_mixin")
        mixin = rights.CatsUserRightsMixin
        yes = {f"_yes{question}": answer for question, answer in ANSWERS.items()}
        with patch.multiple(mixin, create=True, **yes):
            method.__code__ = self._say_yes(code)
            self.registry.clear_all_caches()
            try:
                yield
            finally:
                method.__code__ = code
                self.registry.clear_all_caches()

    def _say_yes(self, code):
        """:return: the code that asks other methods, those that always say yes."""
        names = (f"_yes{name}" if name in ANSWERS else name for name in code.co_names)
        parts = (
            self._say_yes(part) if inspect.iscode(part) else part
            for part in code.co_consts
        )
        return code.replace(co_names=tuple(names), co_consts=tuple(parts))
