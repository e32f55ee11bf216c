from odoo.tests import tagged

from .application_common import CatsApplicationCommon


@tagged("post_install", "-at_install")
class TestPartnerRights(CatsApplicationCommon):
    def test_state(self):
        """USR-5: each contact shows whether and how he logs in."""
        self.assertEqual(self.buyer.partner_id.b2b_login_state, "active")
