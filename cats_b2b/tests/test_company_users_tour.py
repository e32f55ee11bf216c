from odoo.tests import tagged

from .company_users_common import CompanyUsersCommon
from .http_common import CatsB2bHttpCommon


@tagged("post_install", "-at_install")
class TestCompanyUsersTour(CompanyUsersCommon, CatsB2bHttpCommon):
    def test_principal_manages_users(self):
        """USR-1, USR-2, USR-3, USR-6: he invites, changes, takes back, shuts out and
        lets in, by browser."""
        rights = self.buyer._get_b2b_rights()
        self.start_tour(
            "/my/contacts", "cats_b2b_principal_manages_users", login="b2b_principal"
        )
        (application,) = self._find_invitations()
        self.assertEqual(application.email, "dora@lumiere.example")
        self.assertEqual(application.role_id, self.role)
        self.assertTrue(self.buyer.active)
        self.assertEqual(self.buyer._get_b2b_rights(), rights)
        self.assertEqual(
            [entry[0] for entry in self._get_log()],
            ["invited", "rights", "rights", "deactivated", "reactivated"],
        )
