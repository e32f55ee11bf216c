import re

from odoo.tests import tagged

from .http_common import CatsB2bHttpCommon


@tagged("post_install", "-at_install")
class TestRightsPrices(CatsB2bHttpCommon):
    """Who may not see prices finds none, wherever he looks (USR-3, USR-4)."""

    def test_x(self):
        pass
