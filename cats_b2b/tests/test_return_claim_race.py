from odoo.fields import Command
from odoo.tests import tagged

from .race_common import CatsB2bRaceCommon

NAME = "Race of Claims"
LOGIN = "race-claim@twice.example"


@tagged("post_install", "-at_install")
class TestReturnClaimRace(CatsB2bRaceCommon):
    """Two browsers claim what can be claimed once (AFS-2)."""

    def setUp(self):
        super().setUp()
        with self._open_env() as env:
            website = env["website"].search([("b2b_enabled", "=", True)], limit=1)
            seller = website.company_id
            self.seller_id = seller.id
            self.user_id = self._create_buyer(env, seller, NAME, LOGIN).id
            self.reason_id = env.ref("cats_b2b.return_reason_wrong_article").id

    def _remove(self):
        with self._open_env() as env:
            self._get_lines(env).return_id.unlink()
            orders = env["sale.order"].search(
                [("partner_id.commercial_partner_id.name", "=", NAME)]
            )
            products = env["product.product"].search([("name", "=", NAME)])
            moves = env["stock.move"].search([("product_id", "in", products.ids)])
            pickings = moves.picking_id
            # Odoo keeps what was delivered; nothing of a test may stay.
            query = "DELETE FROM stock_move_line WHERE product_id = ANY(%s)"
            env.cr.execute(query, [products.ids])
            env.cr.execute("DELETE FROM stock_move WHERE id = ANY(%s)", [moves.ids])
            env.invalidate_all()
            pickings.unlink()
            env.cr.execute(
                "UPDATE sale_order SET state = 'draft' WHERE id = ANY(%s)", [orders.ids]
            )
            env.invalidate_all()
            orders.unlink()
            quants = env["stock.quant"].search([("product_id", "in", products.ids)])
            env.cr.execute("DELETE FROM stock_quant WHERE id = ANY(%s)", [quants.ids])
            env["stock.lot"].search([("product_id", "in", products.ids)]).unlink()
            env.invalidate_all()
            env["product.template"].search([("name", "=", NAME)]).unlink()
            users = env["res.users"].with_context(active_test=False)
            users.search([("login", "=", LOGIN)]).unlink()
            partners = env["res.partner"].with_context(active_test=False)
            company = partners.search([("name", "=", NAME), ("is_company", "=", True)])
            logs = [("partner_id", "in", company.ids)]
            env["cats.right.log"].search(logs).unlink()
            partners.search([("id", "child_of", company.ids)]).unlink()

    def _get_lines(self, env):
        return env["cats.return.line"].search(
            [("commercial_partner_id.name", "=", NAME)]
        )

    def _deliver(self, quantity, serial=None):
        """:return: int: id of a delivery to the user, of which nothing is claimed."""
        with self._open_env() as env:
            company = env["res.company"].browse(self.seller_id)
            env = env(context={**env.context, "allowed_company_ids": company.ids})
            product = env["product.product"].create(
                {
                    "name": NAME,
                    "type": "consu",
                    "is_storable": True,
                    "tracking": "serial" if serial else "none",
                    "list_price": 10.0,
                    "company_id": company.id,
                    "b2b_warranty_months": 24,
                }
            )
            lots = env["stock.lot"]
            if serial:
                lot = {"name": serial, "product_id": product.id}
                lots = lots.create({**lot, "company_id": company.id})
            warehouses = env["stock.warehouse"]
            warehouse = warehouses.search([("company_id", "=", company.id)], limit=1)
            env["stock.quant"]._update_available_quantity(
                product, warehouse.lot_stock_id, quantity, lot_id=lots or None
            )
            user = env["res.users"].browse(self.user_id)
            line = {"product_id": product.id, "product_uom_qty": quantity}
            order = env["sale.order"].create(
                {
                    "partner_id": user.partner_id.id,
                    "company_id": company.id,
                    "warehouse_id": warehouse.id,
                    "order_line": [Command.create(line)],
                }
            )
            order.action_confirm()
            transfer = order.picking_ids
            transfer.move_ids.picked = True
            transfer._action_done()
            return transfer.move_line_ids.id

    def _claim_twice(self, unit_id, quantity, keys=("one", "two")):
        """Claim from two browsers at once; returns the messages of both."""

        def begin(env, number):
            claims = env["cats.return"]
            claims._get_claimables(ids=[unit_id])
            return claims, keys[number]

        def act(claims, key):
            typed = {"reason": str(self.reason_id), "quantity": str(quantity)}
            claim, errors = claims._claim({"key": key, "units": {unit_id: typed}})
            return claim.id, errors

        return self._do_both(begin, act, uids=(self.user_id, self.user_id))

    def test_serial(self):
        """AFS-2: the same unit claimed by two browsers at once is claimed once."""
        unit_id = self._deliver(1, "RACE-1")
        results = self._claim_twice(unit_id, 1)
        self.assertEqual(sorted(bool(errors) for _id, errors in results), [False, True])
        with self._open_env() as env:
            self.assertEqual(len(self._get_lines(env)), 1)

    def test_quantity(self):
        """AFS-2: of five, two browsers that claim three each do not get six."""
        unit_id = self._deliver(5)
        results = self._claim_twice(unit_id, 3)
        self.assertEqual(sorted(bool(errors) for _id, errors in results), [False, True])
        (late,) = [errors for _id, errors in results if errors]
        self.assertIn("No more than 2", late[f"quantity_{unit_id}"])
        with self._open_env() as env:
            self.assertEqual(self._get_lines(env).mapped("quantity"), [3.0])

    def test_double_click(self):
        """AFS-2: one form that arrives twice at once makes one return."""
        unit_id = self._deliver(5)
        (first, _errors), (again, errors) = self._claim_twice(
            unit_id, 2, keys=("one", "one")
        )
        self.assertEqual(first, again)
        self.assertFalse(errors)
        with self._open_env() as env:
            self.assertEqual(self._get_lines(env).mapped("quantity"), [2.0])
