from freezegun import freeze_time

from odoo.tests import tagged

from .http_common import CatsB2bHttpCommon
from .return_common import CLAIMED, CatsReturnCommon


@tagged("post_install", "-at_install")
class TestReturnClaimTour(CatsReturnCommon, CatsB2bHttpCommon):
    def test_claim(self):
        """AFS-2: from the order to a claim of a driver and of cables with a photo, by
        browser; an error loses nothing."""
        lines = self._deliver_all([(self.driver, 1, ("SN-9",)), (self.cable, 10, ())])
        order = lines.move_id.sale_line_id.order_id
        with freeze_time(self._at(CLAIMED), tick=True):
            self.start_tour(
                f"/my/orders/{order.id}",
                "cats_b2b_return_claim",
                login=self.buyer.login,
            )
        claim = self.env["cats.return"].search([("user_id", "=", self.buyer.id)])
        driver, cables = claim.line_ids.sorted(
            lambda line: line.product_id != self.driver
        )
        self.assertRecordValues(
            driver, [{"reason": "no_reason", "packaging": "sealed", "wish": "voucher"}]
        )
        self.assertRecordValues(
            cables, [{"reason": "transport_damage", "quantity": 3.0}]
        )
        photo = cables.photo_ids
        self.assertEqual((photo.name, photo.mimetype), ("wet-box.jpg", "image/jpeg"))
        # The browser made it fit: more than 5 MB would have been refused.
        self.assertLess(photo.file_size, 5 * 1024**2)
        self.assertEqual(cables.description, "The box was wet")
