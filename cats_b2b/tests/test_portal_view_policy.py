from datetime import timedelta

from odoo.tests import BaseCase, tagged

from ..policies import portal_view as policy
from ..policies.because import codes


@tagged("post_install", "-at_install")
class TestPortalViewPolicy(BaseCase):
    def test_view(self):
        """USR-5: who may look as whom; the first obstacle is the reason."""
        fine = {"staff": True, "right": True, "customer": True, "ours": True}
        minute = timedelta(minutes=1)
        cases = [
            ("fine", {}, True, ()),
            ("no staff", {"staff": False}, False, ("no_right",)),
            ("no right", {"right": False, "customer": False}, False, ("no_right",)),
            (
                "no customer",
                {"customer": False, "ours": False},
                False,
                ("no_customer",),
            ),
            ("another seller's", {"ours": False}, False, ("not_ours",)),
            ("last minute", {"age": policy.LIFETIME - minute}, True, ()),
            ("too long", {"age": policy.LIFETIME}, False, ("expired",)),
        ]
        for label, facts, allowed, because in cases:
            with self.subTest(label):
                decision = policy.decide_view(policy.ViewFacts(**{**fine, **facts}))
                self.assertEqual(decision.allowed, allowed)
                self.assertEqual(codes(decision), because)

    def test_request(self):
        """USR-5: what passes while one looks, and while one acts."""
        page = {"routes": ("/my/orders",), "safe": True, "reading": False}
        call = {"routes": ("/web/dataset/call_kw",), "safe": False}
        other = {"reading": False}
        security = {"routes": ("/my/security",), "reading": False}
        cases = [
            ("page", page, False, "seen", ()),
            ("form", {**page, "safe": False}, False, "refused", ("read_only",)),
            ("form, acting", {**page, "safe": False}, True, "written", ()),
            ("reading call", {**call, "reading": True}, False, "seen", ()),
            ("other call", {**call, "reading": False}, False, "refused", None),
            ("other call, acting", {**call, "reading": False}, True, "written", ()),
            ("page of passwords", {**security, "safe": True}, True, "seen", ()),
            ("a password", {**security, "safe": False}, True, "refused", None),
            (
                "log in as somebody else",
                {"routes": ("/web/login",), "safe": True, "reading": False},
                True,
                "refused",
                ("personal",),
            ),
            (
                "keys",
                {**call, "reading": False, "model": "res.users.apikeys"},
                True,
                "refused",
                ("personal",),
            ),
            (
                "delivery method of a page",
                {"routes": ("/shop/set_delivery_method",), "safe": False, **other},
                False,
                "seen",
                (),
            ),
            (
                "delivery method",
                {"routes": ("/shop/set_delivery_method",), "safe": False, **other},
                True,
                "written",
                (),
            ),
            (
                "users",
                {"routes": ("/my/contacts/<int:user_id>",), "safe": True, **other},
                True,
                "seen",
                (),
            ),
            (
                "change users",
                {"routes": ("/my/contacts/invite",), "safe": False, **other},
                True,
                "refused",
                ("people",),
            ),
            (
                "decide on users",
                {"routes": ("/my/requests/colleagues",), "safe": False, **other},
                False,
                "refused",
                ("people",),
            ),
            (
                "saved card",
                {**page, "safe": False, "saved_card": True},
                True,
                "refused",
                ("personal",),
            ),
        ]
        for label, facts, acting, outcome, because in cases:
            with self.subTest(label):
                decision = policy.decide_request(
                    policy.RequestFacts(acting=acting, **facts)
                )
                self.assertEqual(decision.outcome, outcome)
                if because is not None:
                    self.assertEqual(codes(decision), because)
