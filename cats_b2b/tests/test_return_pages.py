from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .return_common import CatsReturnCommon


@tagged("post_install", "-at_install")
class TestReturnPages(CatsReturnCommon):
    """AFS-8: what the customer's page shows, and what he does there."""

    def test_smoke(self):
        self.assertTrue(True)
