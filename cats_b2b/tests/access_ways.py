import json
from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.http import Request, root
from odoo.tests.common import Opener
from odoo.tools import SQL, mute_logger

from .access_matrix import ACTORS, EMPTY, REFUSED, SEEN
from .access_world import AccessWorld

# What an RPC answers who may not; anything else is a defect, not a refusal.
REFUSALS = {
    "odoo.exceptions.AccessDenied",
    "odoo.exceptions.AccessError",
    "odoo.exceptions.MissingError",
    "odoo.exceptions.UserError",
    "odoo.exceptions.ValidationError",
    "odoo.http.SessionExpiredException",
    "werkzeug.exceptions.Forbidden",
    "werkzeug.exceptions.NotFound",
}
LOGGERS = (
    "odoo.addons.base.models.ir_model",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.rpc.controllers.json2",
    "odoo.http",
    "odoo.models",
    "odoo.orm.models",
)


class Refusal(Exception):
    """The error that a JSON-RPC call answered."""


class AccessWays(AccessWorld):
    """How each way in is tried: a session per actor, real HTTP and JSON-RPC."""

    def setUp(self):
        super().setUp()
        # Not every machine can draw the barcodes of return labels.
        report_class = self.registry["ir.actions.report"]
        self.startPatcher(patch.object(report_class, "barcode", return_value=b""))
        self.openers = {}
        for actor in ACTORS:
            self._open_session(actor)
        gone = self.users["gone"]
        gone.active = False
        self.env.flush_all()

    def _open_session(self, actor):
        """Log an actor in, beside those who are logged in already."""
        self.session = None
        user = self.users[actor.name]
        login = user.login if actor.company else None
        self.authenticate(login, login)
        self.openers[actor.name] = (self.opener, self.session)

    def _become(self, actor):
        self.opener, self.session = self.openers[actor.name]

    def tearDown(self):
        # The session of the last one is dropped by Odoo's own.
        self.opener = Opener(self)
        super().tearDown()

    # -- Asking -------------------------------------------------------------------

    def _answer(self, cell):
        """:return: what an actor gets; anything but the three answers is a defect."""
        self._become(cell.actor)
        facts = self._get_facts(cell)
        ask = getattr(self, f"_ask_{cell.way.kind}")
        with mute_logger(*LOGGERS):
            if cell.way.group != "do":
                return ask(cell, facts)
            with self._rolled_back():
                return self._try(ask, cell, facts)

    def _try(self, ask, cell, facts):
        """:return: whether something changes, where that is what tells."""
        if not cell.way.watch:
            return ask(cell, facts)
        before = self._watch(cell.way.watch)
        answer = ask(cell, facts)
        self.env.invalidate_all()
        if self._watch(cell.way.watch) != before:
            return SEEN
        return REFUSED if answer in (SEEN, EMPTY) else answer

    def _get_facts(self, cell):
        return self.subjects[cell.document.name, cell.actor.owner]

    def _watch(self, path):
        """:return: what stands in a column, ``table.column``, of all records."""
        table, column = path.split(".")
        self.env.cr.execute(
            SQL(
                "SELECT id, %s FROM %s ORDER BY id",
                SQL.identifier(column),
                SQL.identifier(table),
            )
        )
        return self.env.cr.fetchall()

    @contextmanager
    def _rolled_back(self):
        """Take back what is done within, in the database and in the session."""
        savepoint = self.env.cr.savepoint()
        store = root.session_store
        session = store.get(self.session.sid)
        try:
            yield
        finally:
            store.save(session)
            self.env.invalidate_all()
            savepoint.rollback()
            savepoint.close(rollback=False)
            # What was cached within: the rights that a principal user gave, for one.
            self.registry.clear_cache()

    # -- RPC ----------------------------------------------------------------------

    def _ask_rpc(self, cell, facts):
        try:
            return getattr(self, f"_rpc_{cell.way.name}")(cell, facts)
        except Refusal as error:
            return REFUSED if str(error) in REFUSALS else str(error)

    def _post_json(self, url, params):
        """:return: the result of a JSON-RPC route; raises Refusal."""
        payload = {"id": 0, "jsonrpc": "2.0", "method": "call", "params": params}
        response = self.url_open(url, json=payload, timeout=30)
        if response.status_code != 200:
            raise Refusal(f"HTTP {response.status_code}")
        answer = response.json()
        if "error" in answer:
            raise Refusal(answer["error"]["data"]["name"])
        return answer.get("result")

    def _kw(self, facts, method, *args, **kwargs):
        model = facts["model"]
        return self._post_json(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def _each_field(self, cell, ask, more=()):
        """:return: the answer about all fields, if it is the same for each."""
        answers = set()
        for name in (*cell.document.fields, *more):
            try:
                answers.add(ask(name))
            except Refusal as error:
                answers.add(REFUSED if str(error) in REFUSALS else str(error))
        return answers.pop() if len(answers) == 1 else f"partly: {sorted(answers)}"

    def _get_domain(self, cell, facts, name):
        domain = [["id", "=", facts["id"]]]
        if cell.document.gate.text:
            domain.append([name, "!=", -1])
        return domain

    def _rpc_read(self, cell, facts):
        def ask(name):
            return SEEN if self._kw(facts, "read", [facts["id"]], [name]) else REFUSED

        return self._each_field(cell, ask, cell.document.computed)

    def _rpc_search(self, cell, facts):
        def ask(name):
            domain = self._get_domain(cell, facts, name)
            return SEEN if self._kw(facts, "search", domain) else EMPTY

        return self._each_field(cell, ask)

    def _rpc_search_count(self, cell, facts):
        def ask(name):
            domain = self._get_domain(cell, facts, name)
            return SEEN if self._kw(facts, "search_count", domain) else EMPTY

        return self._each_field(cell, ask)

    def _rpc_read_group(self, cell, facts):
        def ask(name):
            wanted = f"{name}:sum" if cell.document.gate.text else "id:count_distinct"
            domain = self._get_domain(cell, facts, name)
            [group] = self._kw(
                facts, "formatted_read_group", domain, [], [wanted, "__count"]
            )
            return SEEN if group["__count"] else EMPTY

        return self._each_field(cell, ask)

    def _rpc_name_search(self, _cell, facts):
        found = self._kw(facts, "name_search", "", [["id", "=", facts["id"]]])
        return SEEN if found else EMPTY

    def _rpc_json2(self, cell, facts):
        key = self.keys.get(cell.actor.name, "none")
        response = self.url_open(
            f"/json/2/{facts['model']}/search_read",
            json={
                "domain": [["id", "=", facts["id"]]],
                "fields": [cell.document.fields[0]],
            },
            headers={"Authorization": f"bearer {key}"},
        )
        if response.status_code == 200:
            return SEEN if response.json() else EMPTY
        known = response.status_code in (401, 403, 404)
        return REFUSED if known else f"HTTP {response.status_code}"

    def _rpc_export(self, cell, facts):
        self._kw(facts, "export_data", [facts["id"]], [cell.document.fields[0]])
        return SEEN

    def _rpc_write(self, cell, facts):
        self._kw(facts, "write", [facts["id"]], {cell.document.fields[0]: "x"})
        return SEEN

    def _rpc_unlink(self, _cell, facts):
        self._kw(facts, "unlink", [facts["id"]])
        return SEEN

    def _rpc_copy(self, _cell, facts):
        self._kw(facts, "copy", [facts["id"]])
        return SEEN

    def _rpc_create(self, _cell, facts):
        self._kw(facts, "create", [{}])
        return SEEN

    def _ask_in_process(self, cell, facts):
        """The public has no RPC; its pages search as this user."""
        records = self.env[facts["model"]].with_user(self.website.user_id)
        records = records.with_context(website_id=self.website.id)
        self.env.flush_all()
        try:
            return SEEN if records.search([("id", "=", facts["id"])]) else EMPTY
        except AccessError:
            return REFUSED

    # -- Pages --------------------------------------------------------------------

    def _ask_get(self, cell, facts):
        url = cell.way.url.format(**facts)
        return self._read_page(cell, facts, self.url_open(url, timeout=60))

    def _ask_post(self, cell, facts):
        form = {
            name.format(**facts): value.format(**facts)
            for name, value in cell.way.params
        }
        form["csrf_token"] = Request.csrf_token(self)
        response = self.url_open(cell.way.url.format(**facts), data=form, timeout=60)
        return self._read_page(cell, facts, response)

    def _read_page(self, cell, facts, response):
        """A page of another path is none of it: one was sent away."""
        if response.status_code in (400, 401, 403, 404):
            return REFUSED
        if response.status_code != 200:
            return f"HTTP {response.status_code}"
        if any(mark in response.text for mark in facts[cell.way.mark]):
            return SEEN
        path = response.url.removeprefix(self.base_url()).partition("?")[0]
        wanted = cell.way.url.format(**facts).partition("?")[0]
        return EMPTY if cell.way.lists and path == wanted else REFUSED

    def _ask_call(self, cell, facts):
        try:
            result = self._post_json(
                cell.way.url.format(**facts), self._fill(cell.way.params, facts)
            )
        except Refusal as error:
            return REFUSED if str(error) in REFUSALS else str(error)
        text = json.dumps(result, ensure_ascii=False)
        if any(mark in text for mark in facts[cell.way.mark]):
            return SEEN
        return EMPTY if cell.way.lists else REFUSED

    def _ask_count(self, cell, facts):
        try:
            counts = self._post_json(cell.way.url, self._fill(cell.way.params, facts))
        except Refusal as error:
            return REFUSED if str(error) in REFUSALS else str(error)
        return SEEN if counts.get(cell.way.mark) else EMPTY

    def _fill(self, params, facts):
        """:return: dict: the parameters of a call, with a document's facts."""
        filled = {}
        for name, value in params:
            text = value.format(**facts)
            is_json = (
                ":d}" in value
                or ":f}" in value
                or text[:1] in "[{"
                or text in ("null", "false")
                or text.isdigit()
            )
            filled[name] = json.loads(text) if is_json else text
        return filled
