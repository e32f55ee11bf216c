from odoo import models
from odoo.fields import Domain
from odoo.tools import float_round

from ..policies.order_rows import WantedRow


class CatsUnitPageMixin(models.AbstractModel):
    """The page of something that a company bought (AFS-1, AFS-10)."""

    _name = "cats.unit.page.mixin"
    _description = "Page of a delivered unit"

    # -- Documents ---------------------------------------------------------------

    def _get_b2b_unit_documents(self, website):
        """Return the documents of a delivery that the current user may read.

        :param website website: the shop, on which the article may be sold no more.
        :return: the ``order``, the ``invoices`` and the ``picking`` as the user's, the
            ``product`` where it has a page, and its ``files`` as superuser's.
        :rtype: dict
        """
        self.ensure_one()
        unit_sudo = self.sudo()
        invoices = unit_sudo.move_id.sale_line_id.invoice_lines.move_id
        template = self._get_b2b_readable(
            unit_sudo.product_id.product_tmpl_id, website.sale_product_domain()
        )
        files = template.sudo().product_document_ids
        return {
            "order": self._get_b2b_readable(unit_sudo.b2b_order_id),
            "invoices": self._get_b2b_readable(
                invoices, [("state", "=", "posted"), ("move_type", "=", "out_invoice")]
            ),
            "picking": self._get_b2b_readable(unit_sudo.picking_id),
            "template": template,
            "files": files.filtered("shown_on_product_page"),
        }

    def _get_b2b_readable(self, records_sudo, domain=()):
        """:return: those of the records that the current user may read, as his."""
        records = self.env[records_sudo._name].sudo(False)
        if not records.has_access("read"):
            return records
        return records.search(Domain(domain) & Domain("id", "in", records_sudo.ids))

    def _get_b2b_history_rows(self):
        """Return what became of a serial number: replaced, or standing in for another.

        :return: labels and serial numbers that the customer had, too.
        :rtype: list[tuple[str, str]]
        """
        self.ensure_one()
        lot_sudo, partner = self.sudo().lot_id, self.sudo().b2b_partner_id
        rows = [
            (self.env._("Replaces"), lot_sudo.b2b_replaces_id),
            (self.env._("Replaced by"), lot_sudo.b2b_replaced_by_ids),
        ]
        return [
            (label, ", ".join(own.mapped("name")))
            for label, lots in rows
            if (
                own := lots.filtered(
                    lambda lot: lot.b2b_delivery_line_id.b2b_partner_id == partner
                )
            )
        ]

    # -- To be ordered -------------------------------------------------------------

    def _get_b2b_unit_cards(self, website):
        """Return what can be ordered from the page: the same again, and spare parts.

        :param website website: the shop.
        :return: cards as of :meth:`product.template._get_b2b_companion_cards` of the
            article itself (``again``, at most one) and of its ``spare_parts``.
        :rtype: dict[str, list[dict]]
        """
        self.ensure_one()
        product_sudo = self.sudo().product_id
        template_sudo = product_sudo.product_tmpl_id
        spare_sudo = template_sudo.b2b_spare_part_ids
        shown = self._get_b2b_readable(
            template_sudo | spare_sudo, website.sale_product_domain()
        )
        cards = shown._get_b2b_companion_cards(website)
        again = cards.get(template_sudo.id)
        if again:
            # He bought one of several variants, and wants that one.
            again["variant"] = self._get_b2b_readable(product_sudo)
        return {
            "again": [again] if again and again["variant"] else [],
            "spare_parts": [cards[one.id] for one in spare_sudo if one.id in cards],
        }

    def _parse_b2b_unit_rows(self, cards, texts):
        """Turn what was typed on the page into rows for a cart.

        :param dict cards: as of :meth:`_get_b2b_unit_cards`: nothing else is taken.
        :param dict texts: what was typed, by id of a variant; empty for none of it.
        :return: rows, and message by id of a variant; ``0`` if nothing was typed.
        :rtype: tuple[list[WantedRow], dict[int, str]]
        """
        rows, errors = [], {}
        for variant in (card["variant"] for group in cards.values() for card in group):
            typed = (texts.get(variant.id) or "").strip()
            if not variant or not typed:
                continue
            uom = variant.uom_id
            quantity = uom._parse_b2b_number(typed)
            if quantity is None or quantity >= 10**9:
                errors[variant.id] = self.env._("Please enter a quantity, or 0.")
            elif quantity:
                quantity = float_round(quantity, precision_rounding=uom.rounding)
                rows.append(
                    WantedRow(
                        key=str(variant.id),
                        product_id=variant.id,
                        quantity=quantity,
                        uom_id=uom.id,
                    )
                )
        if not rows and not errors:
            errors[0] = self.env._("Please enter how many you want to order.")
        return rows, errors
