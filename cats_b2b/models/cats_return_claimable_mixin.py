from dataclasses import dataclass
from datetime import date

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..policies.returns_claim import ClaimFacts
from ..policies.returns_terms import RETURNS


@dataclass(frozen=True, kw_only=True)
class Claimable:
    """A delivered unit, or the delivered quantity of a line, with what is known of it.

    Records are those of the superuser; quantities are in the unit of the delivery.

    :param move_line: stock.move.line: the delivery.
    :param sale_line: sale.order.line: what was ordered.
    :param date first_delivered: from when on returns without a fault count.
    """

    move_line: models.BaseModel
    sale_line: models.BaseModel
    today: date
    delivered: date
    first_delivered: date
    completed: date | None
    warranty_start: date | None
    warranty_end: date | None
    returned_qty: float
    claimed_qty: float

    @property
    def id(self):
        """The id by which forms know it: that of the delivery."""
        return self.move_line.id

    @property
    def order(self):
        """The order, as superuser."""
        return self.sale_line.order_id

    @property
    def product(self):
        """The article, as superuser."""
        return self.move_line.product_id

    @property
    def uom(self):
        """The unit of its quantities."""
        return self.move_line.product_uom_id

    @property
    def is_serial(self):
        """Whether it is one unit with a serial number."""
        return bool(self.move_line.lot_id) and self.product.tracking == "serial"

    @property
    def left(self):
        """How much can still be claimed, whatever for."""
        return self.get_facts("defective", 0).left

    def get_facts(self, reason, missing_claims, **said):
        """Return the facts of a claim of it.

        :param str reason: of :data:`returns_terms.REASONS`.
        :param int missing_claims: as of :class:`ClaimFacts`.
        :param said: what the customer said: ``quantity``, ``packaging``, ``photos``,
            ``at_cost``.
        :rtype: ClaimFacts
        """
        since = self.first_delivered if reason in RETURNS else self.delivered
        return ClaimFacts(
            reason=reason,
            today=self.today,
            delivered=since,
            completed=self.completed,
            warranty_end=self.warranty_end,
            delivered_qty=self.move_line.quantity,
            returned_qty=self.returned_qty,
            claimed_qty=self.claimed_qty,
            rounding=self.uom.rounding,
            dispute=self.order.b2b_is_disputed,
            missing_claims=missing_claims,
            **said,
        )


class CatsReturnClaimableMixin(models.AbstractModel):
    """What the current user can claim: deliveries of orders that he sees (AFS-2)."""

    _name = "cats.return.claimable.mixin"
    _description = "Units that can be claimed"

    @api.model
    def _check_may_claim(self):
        """:raise AccessError: for who is no customer, or has not the right."""
        users = self.env["res.users"]
        if not users._is_b2b_customer():
            raise AccessError(self.env._("Only customers claim what they bought."))
        users._check_b2b_right("returns")

    @api.model
    def _get_claimables(
        self, order=None, sale_line=None, ids=None, search="", limit=None, offset=0
    ):
        """Return what was delivered to the current user's company, newest first.

        It takes the right to returns, and the order among those that he sees.

        :param sale.order order: only of this order.
        :param sale.order.line sale_line: only of this line.
        :param ids: only these deliveries, in their order; ids from a browser.
        :param str search: a serial, an article or an order.
        :return: also what cannot be claimed any more: it says so.
        :rtype: list[Claimable]
        :raise AccessError: without the right.
        """
        self._check_may_claim()
        domain = self._get_claimable_domain(order, sale_line, ids, search)
        # Customers read no stock; the domain holds what they may see of it.
        lines_sudo = self.env["stock.move.line"].sudo()
        found = lines_sudo.search(
            domain, order="date desc, id desc", limit=limit, offset=offset
        )
        if ids is not None:
            places = {id_: place for place, id_ in enumerate(ids)}
            found = found.sorted(lambda line: places[line.id])
        return self._describe_claimables(found)

    @api.model
    def _count_claimable(self, order=None, sale_line=None, search=""):
        """:return: int: how many deliveries :meth:`_get_claimables` would find."""
        self._check_may_claim()
        domain = self._get_claimable_domain(order, sale_line, None, search)
        return self.env["stock.move.line"].sudo().search_count(domain)

    # -- Which ---------------------------------------------------------------------

    @api.model
    def _get_claimable_domain(self, order, sale_line, ids, search):
        """:return: Domain: deliveries to customers, of orders that the user sees."""
        orders = self.env["sale.order"]._get_b2b_claim_orders()
        if order is not None:
            orders &= Domain("id", "in", order.ids)
        domain = (
            Domain("state", "=", "done")
            & Domain("quantity", ">", 0)
            & Domain("location_dest_id.usage", "=", "customer")
            & Domain("location_id.usage", "!=", "customer")
        )
        if ids is not None:
            domain &= Domain("id", "in", list(ids))
        if search:
            domain &= self._get_search_domain(search)
        lines = Domain("order_id", "any", orders)
        if sale_line is not None:
            lines &= Domain("id", "in", sale_line.ids)
        return domain & self._get_delivery_domain(lines)

    @api.model
    def _get_delivery_domain(self, lines):
        """:return: Domain: what was delivered of order lines, or sent anew for them."""
        ordered = Domain("move_id.sale_line_id", "any", lines)
        # Few have a claim by which something was sent: the others are spared the join.
        customer = self.env.user.partner_id.commercial_partner_id
        claims_sudo = self.env["cats.return.line"].sudo()
        rmas_sudo = claims_sudo.search(
            Domain("commercial_partner_id", "=", customer.id)
            & Domain("rma_id", "!=", False)
            & Domain("sale_line_id", "any", lines)
        ).rma_id
        if not rmas_sudo:
            return ordered
        return ordered | Domain("move_id.rma_id", "in", rmas_sudo.ids)

    @api.model
    def _get_search_domain(self, text):
        """:return: Domain: deliveries that a text names: serial, article, order."""
        names = Domain("name", "ilike", text) | Domain("default_code", "ilike", text)
        orders = Domain("name", "ilike", text) | Domain(
            "client_order_ref", "ilike", text
        )
        return (
            Domain("lot_id.name", "ilike", text)
            | Domain("product_id", "any", names | Domain("barcode", "=", text))
            | Domain("move_id.sale_line_id.order_id", "any", orders)
        )

    # -- What is known of them -----------------------------------------------------

    @api.model
    def _describe_claimables(self, lines_sudo):
        """:return: list[Claimable]: of deliveries, in their order."""
        taken = lines_sudo._get_b2b_taken()
        sale_lines = {line: line._get_b2b_sale_line() for line in lines_sudo}
        orders = lines_sudo.env["sale.order"].union(
            *(line.order_id for line in sale_lines.values())
        )
        completed = orders._get_b2b_completion_days()
        today = {order: order._get_b2b_today() for order in orders}
        result = []
        for line in lines_sudo:
            order = sale_lines[line].order_id
            start, end = line._get_b2b_warranty()
            result.append(
                Claimable(
                    move_line=line,
                    sale_line=sale_lines[line],
                    today=today[order],
                    delivered=line._get_b2b_delivery_day(),
                    first_delivered=line._get_b2b_first_delivery_day(),
                    completed=completed[order],
                    warranty_start=start,
                    warranty_end=end,
                    returned_qty=taken[line][0],
                    claimed_qty=taken[line][1],
                )
            )
        return result
