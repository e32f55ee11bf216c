from odoo.tests import tagged

from .checkout_common import CheckoutCommon
from .http_common import CatsB2bHttpCommon


@tagged("post_install", "-at_install")
class TestCheckoutTour(CheckoutCommon, CatsB2bHttpCommon):
    def test_buyer_wishes(self):
        """ORD-6, DSP-4: forwarder with phone, a day of the calendar, one delivery."""
        self.buyer.partner_id.phone = False
        self._create_carrier("Own lorry", sequence=1)
        cart = self._create_cart((self.bulky, 1))
        self.start_tour("/shop/cart", "cats_b2b_buyer_wishes", login="b2b_buyer")
        self.assertEqual(cart.carrier_id, self.forwarder)
        self.assertEqual(cart.client_order_ref, "PO 4711")
        self.assertEqual(cart.b2b_remark, "Ring twice")
        self.assertEqual(cart.b2b_phone, "+32 2 555 01 02")
        self.assertEqual(cart.picking_policy, "one")
        self.assertEqual(cart._get_b2b_promise()["day"], cart.b2b_wished_date)
        self.assertGreater(cart.b2b_wished_date, cart._get_b2b_wish_facts().earliest)
