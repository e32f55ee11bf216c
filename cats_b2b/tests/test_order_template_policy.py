from odoo.tests import BaseCase

from ..policies.because import codes
from ..policies.order_rows import WantedRow
from ..policies.order_template import decide_access, merge_rows

OWNER = {"manages": True, "is_owner": True, "is_shared": False, "is_principal": False}
COLLEAGUE = {**OWNER, "is_owner": False, "is_shared": True}
PRINCIPAL = {**COLLEAGUE, "is_principal": True}
ACTIONS = ("edit", "copy", "share", "unshare", "archive", "restore")


class TestOrderTemplatePolicy(BaseCase):
    def test_access(self):
        """ORD-2: who may rename, edit, share and archive a template of the company."""
        cases = (
            ("owner", OWNER, {}),
            ("owner of a shared one", {**OWNER, "is_shared": True}, {}),
            (
                "colleague, shared",
                COLLEAGUE,
                {
                    "share": ("owner",),
                    "unshare": ("principal",),
                    "archive": ("principal",),
                    "restore": ("principal",),
                },
            ),
            (
                "colleague, private",
                {**COLLEAGUE, "is_shared": False},
                dict.fromkeys(ACTIONS, ("private",)),
            ),
            ("principal, shared", PRINCIPAL, {"share": ("owner",)}),
            (
                "principal, private",
                {**PRINCIPAL, "is_shared": False},
                dict.fromkeys(ACTIONS, ("private",)),
            ),
            (
                "owner without the right",
                {**OWNER, "manages": False},
                dict.fromkeys(ACTIONS, ("right",)),
            ),
        )
        for label, facts, refused in cases:
            for action in ACTIONS:
                with self.subTest(label, action=action):
                    decision = decide_access(action, **facts)
                    self.assertEqual(codes(decision), refused.get(action, ()))
                    self.assertEqual(decision.allowed, action not in refused)

    def test_merge(self):
        """ORD-8: equal articles add up; another unit or option is another line."""
        rows = [
            WantedRow("1", product_id=7, quantity=2),
            WantedRow("2", product_id=8, quantity=1),
            WantedRow("3", product_id=7, quantity=3),
            WantedRow("4", product_id=7, quantity=1, uom_id=5),
            WantedRow("5", product_id=7, quantity=1, options={"color": [1]}),
            WantedRow("6", number="A-1 ", quantity=1),
            WantedRow("7", number="a-1", quantity=1),
        ]
        merged = [(row.key, row.quantity) for row in merge_rows(rows)]
        self.assertEqual(merged, [("1", 5), ("2", 1), ("4", 1), ("5", 1), ("6", 2)])
