from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

# What is asked about, and until when it is soon.
ENDING_DAYS = 90
# Nobody counts thousands for a card of the portal's first page.
MAX_COUNT = 80
FILTERS = ("all", "within", "ending", "ended", "returned")
SORTINGS = {
    "delivered": "b2b_delivered_on desc, id desc",
    "ending": "b2b_warranty_end, b2b_delivered_on desc, id desc",
    "article": "product_id, b2b_delivered_on desc, id desc",
}
BADGES = {
    "in": "text-bg-success",
    "ending": "text-bg-warning",
    "out": "text-bg-secondary",
    "none": "text-bg-light border",
    "not_started": "text-bg-info",
}


class CatsUnitListMixin(models.AbstractModel):
    """What a company bought, as its users may see it (AFS-1).

    Customers have no access to transfers' lines: they are shown what these methods
    find for them, and nothing else.
    """

    _name = "cats.unit.list.mixin"
    _description = "Delivered units on the portal"

    # -- Whose -------------------------------------------------------------------

    @api.model
    def _get_b2b_unit_domain(self):
        """Narrow deliveries to those that the current user may see (USR-4).

        Like the orders by which they were bought; those without one are the company's.

        :return: nothing for who is no customer of a B2B shop.
        :rtype: Domain
        """
        user = self.env.user
        if not user._is_b2b_customer():
            return Domain.FALSE
        orders = user._get_b2b_scope_domain("orders", "b2b_order_id.partner_id")
        everyones = Domain(user._get_b2b_scope("orders") == "company")
        return (
            Domain("b2b_partner_id", "=", user.commercial_partner_id.id)
            & Domain("company_id", "in", self.env.companies.ids)
            & Domain("b2b_delivered_on", "!=", False)
            & (
                (Domain("b2b_order_id", "!=", False) & orders)
                | (Domain("b2b_order_id", "=", False) & everyones)
            )
        )

    @api.model
    def _find_b2b_unit(self, unit_id):
        """Return a delivery that the current user may see.

        :param int unit_id: as it stands in an address.
        :return: the line, as superuser; empty if there is none for him.
        :rtype: stock.move.line
        """
        domain = self._get_b2b_unit_domain() & Domain("id", "=", unit_id)
        return self.sudo().search(domain)

    @api.model
    def _count_b2b_units(self):
        """:return: how many things the company has, as the card of the portal says it.

        :rtype: int | str
        """
        domain = self._get_b2b_unit_domain() & self._get_b2b_filter_domain("all")
        count = self.sudo().search_count(domain, limit=MAX_COUNT + 1)
        return f"{MAX_COUNT}+" if count > MAX_COUNT else count

    # -- Search ------------------------------------------------------------------

    @api.model
    def _get_b2b_filter_domain(self, name):
        """:return: Domain: what one of :data:`FILTERS` shows."""
        if name == "returned":
            return Domain("b2b_returned_on", "!=", False)
        kept = Domain("b2b_returned_on", "=", False)
        today = self._get_b2b_today()
        end = "b2b_warranty_end"
        match name:
            case "within":
                return kept & Domain(end, ">=", today)
            case "ending":
                soon = today + timedelta(days=ENDING_DAYS)
                return kept & Domain(end, ">=", today) & Domain(end, "<=", soon)
            case "ended":
                return kept & Domain(end, "<", today)
        return kept

    @api.model
    def _get_b2b_unit_search(self, text):
        """Search by article, serial number, order or the customer's own reference.

        :param str text: as typed; all of its words are to be found.
        :rtype: Domain
        """
        customer = self.env.user.commercial_partner_id
        return Domain.AND(
            self._get_b2b_word_domain(word, customer) for word in text.split()
        )

    @api.model
    def _get_b2b_word_domain(self, word, customer):
        own = Domain("partner_id", "=", customer.id) & Domain("number", "ilike", word)
        return Domain.OR(
            [
                Domain("lot_id.name", "ilike", word),
                Domain("product_id.default_code", "ilike", word),
                Domain("product_id.name", "ilike", word),
                Domain("product_id.b2b_customer_article_ids", "any", own),
                Domain("b2b_order_id.name", "ilike", word),
                Domain("b2b_order_id.client_order_ref", "ilike", word),
            ]
        )

    @api.model
    def _get_b2b_today(self):
        """:return: date: today, on the calendar of the current user."""
        zone = self.env["website"].get_current_website()._get_b2b_reader_zone()
        return fields.Date.context_today(self.with_context(tz=zone))

    # -- What the list shows -------------------------------------------------------

    def _prepare_b2b_unit_rows(self):
        """Return what the list says of each delivery; reads for all at once.

        To be called as superuser on what :meth:`_get_b2b_unit_domain` found.

        :return: dicts in the order of the lines: ``id``, ``product``, ``name``,
            ``number``, ``serial``, ``quantity`` (empty for a single serial number),
            ``order``, ``reference``, ``delivered``, ``returned``,
            ``end`` (of the warranty), ``label`` and ``badge`` of it, and ``text``.
        :rtype: list[dict]
        """
        today = self._get_b2b_today()
        return [line._prepare_b2b_unit_row(today) for line in self]

    def _prepare_b2b_unit_row(self, today):
        self.ensure_one()
        product = self.product_id.with_context(display_default_code=False)
        status = self._get_b2b_warranty_status(today)
        shown = self._get_b2b_shown_status(status)
        is_serial = product.tracking == "serial"
        return {
            "id": self.id,
            "product": product,
            "name": product.display_name,
            "number": product.default_code or "",
            "serial": self.lot_id.name or "",
            "quantity": "" if is_serial else self._describe_b2b_quantity(),
            "order": self.b2b_order_id.name or "",
            "reference": self.b2b_order_id.client_order_ref or "",
            "delivered": self.b2b_delivered_on,
            "returned": self.b2b_returned_on,
            "end": self.b2b_warranty_end,
            "badge": BADGES[shown],
            "label": self._get_b2b_status_label(shown),
            "text": self._get_b2b_warranty_reason(status),
        }

    @api.model
    def _get_b2b_shown_status(self, status):
        """:return: str: a status as the list shows it: what ends soon stands out."""
        if status.status != "in":
            return status.status
        soon = status.because[0].facts["left"] <= ENDING_DAYS
        return "ending" if soon else "in"

    def _describe_b2b_quantity(self):
        """:return: str: how much of it the customer has, or had until the return."""
        kept = self.quantity if self.b2b_returned_on else self._get_b2b_kept_quantity()
        return self.product_uom_id._format_b2b_quantity(kept)

    @api.model
    def _get_b2b_status_label(self, status):
        """:return: str: a status of a warranty in two or three words."""
        labels = {
            "in": self.env._("Under warranty"),
            "ending": self.env._("Ends soon"),
            "out": self.env._("Warranty ended"),
            "none": self.env._("No warranty"),
            "not_started": self.env._("Not started"),
        }
        return labels[status]
