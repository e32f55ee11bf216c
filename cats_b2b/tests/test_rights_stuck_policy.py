from odoo.tests import BaseCase, tagged

from ..policies.rights import RIGHTS, find_stuck


@tagged("post_install", "-at_install")
class TestRightsStuckPolicy(BaseCase):
    def test_stuck(self):
        """USR-3: a right that another one brings cannot be taken alone."""
        self.assertEqual(find_stuck({"quotes"}), {})
        self.assertEqual(
            find_stuck({"see_company_orders"}),
            {"see_own_orders": "see_company_orders"},
        )
        self.assertEqual(
            find_stuck(set(RIGHTS) - {"see_prices"}), {"see_prices": "principal"}
        )
