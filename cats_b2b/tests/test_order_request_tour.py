from odoo.tests import tagged

from .http_common import CatsB2bHttpCommon
from .order_change_common import OrderChangeCommon


@tagged("post_install", "-at_install")
class TestOrderRequestTour(OrderChangeCommon, CatsB2bHttpCommon):
    def test_ask(self):
        """ORD-7, DSP-5: sees where his parcel is, asks to cancel the rest, withdraws,
        asks for fewer, by browser."""
        self.carrier.tracking_url = "https://ups.example/?n=<shipmenttrackingnumber>"
        transfer = self._dispatch(self.order, {self.cable: 4})
        transfer.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "1Z1"})
        self.start_tour("/my/orders", "cats_b2b_order_request", login=self.buyer.login)
        last, first = self.order.b2b_request_ids
        self.assertEqual((first.state, first.kind), ("withdrawn", "cancel"))
        self.assertEqual((last.state, last.kind), ("open", "change"))
        self.assertEqual(last.line_ids.mapped("quantity"), [6.0])
        self.assertEqual(last.text, "We ordered too many")
        self.assertEqual(last.activity_ids.user_id, self.seller)
