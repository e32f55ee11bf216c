import re
from urllib.parse import quote, urlsplit

from odoo import SUPERUSER_ID, models

PLACEHOLDER = "<shipmenttrackingnumber>"


class CatsPickingTrackingMixin(models.AbstractModel):
    """Where a parcel is, on the page and by mail (DSP-5).

    "The tracking link is mailed at dispatch and stands in the order's details, for each
    parcel."
    """

    _name = "cats.picking.tracking.mixin"
    _description = "Tracking of a Parcel"

    def _is_b2b_parcel(self):
        """:return: whether it is a delivery to a customer, not a step towards one; what
        settles a return stands on the page of the return.
        """
        self.ensure_one()
        is_sent = "customer" in self.move_ids.location_dest_id.mapped("usage")
        return is_sent and self.state != "cancel" and not self.move_ids.rma_id

    def _get_b2b_tracking(self):
        """Return the parcel's numbers, each with its link (DSP-5).

        Carriers' connectors give several links at once; by hand, several numbers are
        typed with commas or the like between them. Blanks group the digits of one.

        :return: number and link, which may be none; only links of the web are shown.
        :rtype: list[tuple[str, str]]
        """
        self.ensure_one()
        if not self.carrier_tracking_ref:
            return []
        if links := self.get_multiple_carrier_tracking():
            return [(name, self._get_b2b_web_link(link)) for name, link in links]
        template = self.carrier_id.tracking_url or ""
        if PLACEHOLDER in template:
            numbers = map(str.strip, re.split(r"[,;+|\n]", self.carrier_tracking_ref))
            return [
                (number, self._fill_b2b_tracking_link(template, number))
                for number in numbers
                if number
            ]
        link = self._get_b2b_web_link(self.carrier_tracking_url)
        return [(self.carrier_tracking_ref, link)]

    def _fill_b2b_tracking_link(self, template, number):
        """:return: the carrier's link of a number, as of :meth:`_get_b2b_web_link`."""
        code = quote("".join(number.split()), safe="")
        return self._get_b2b_web_link(template.replace(PLACEHOLDER, code))

    def _get_b2b_web_link(self, link):
        """:return: a link, if it leads to the web; ``""`` for anything else."""
        return link if link and urlsplit(link).scheme in ("http", "https") else ""

    def _prepare_b2b_parcel(self):
        """Return what the customer is told of a parcel (DSP-5).

        :return: ``name``, ``carrier``, ``tracking`` (as of :meth:`_get_b2b_tracking`),
            ``rows`` (text of each article with its quantity).
        :rtype: dict
        """
        self.ensure_one()
        moves = self.move_ids.filtered(lambda move: move.state == "done")
        return {
            "name": self.name,
            "carrier": self.carrier_id.name or "",
            "tracking": self._get_b2b_tracking(),
            "rows": [
                f"{move.product_id.display_name} "
                f"({move.product_uom._format_b2b_quantity(move.quantity)})"
                for move in moves
                if move.quantity
            ],
        }

    # -- Mails ----------------------------------------------------------------

    def _filter_b2b_dispatched(self):
        """:return: the parcels of B2B orders that have left."""
        return self.filtered(
            lambda one: one.state == "done"
            and one.sale_id
            # Who hands goods over needs no right on their order.
            and one.sudo().sale_id._is_b2b()
            and one._is_b2b_parcel()
            and not one.move_ids.origin_returned_move_id
        )

    def _filter_b2b_renumbered(self, number):
        """:return: those that have another tracking number than this one."""
        return self.filtered(lambda one: one.carrier_tracking_ref != number)

    def _send_b2b_dispatch_mail(self):
        """Tell customers what has left, by which parcels: a mail per order (DSP-5)."""
        template = self.env.ref(
            "cats_b2b.mail_template_dispatch", raise_if_not_found=False
        )
        if not template:
            return
        for order, parcels in self.sudo().grouped("sale_id").items():
            # As `sale` does: mails that no user writes come from the system.
            order.with_user(SUPERUSER_ID).with_context(
                b2b_amountless=True, b2b_no_amounts=True, b2b_parcel_ids=parcels.ids
            ).message_post_with_source(
                template,
                email_layout_xmlid=(
                    "mail.mail_notification_layout_with_responsible_signature"
                ),
                subtype_xmlid="mail.mt_comment",
            )
