import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, format_time

from ..policies import cart_expiry

_logger = logging.getLogger(__name__)


class CatsOrderCartMixin(models.AbstractModel):
    """How long a cart is kept (ORD-1)."""

    _name = "cats.order.cart.mixin"
    _description = "Life of a cart"

    b2b_cart_changed_at = fields.Datetime(
        string="Cart changed on",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When the customer last changed his cart. It is kept for the hours set "
        "for the company from then on, and saved as a template after them.",
    )

    def _touch_b2b_cart(self):
        """Note that the customer changed his cart just now.

        To be called by what he does himself: articles, address, remark. What Odoo works
        out anew is no change.
        """
        carts = self.filtered(
            lambda order: order.state == "draft" and order.website_id.b2b_enabled
        )
        carts.b2b_cart_changed_at = fields.Datetime.now()

    def _get_b2b_cart_facts(self):
        """:return: cart_expiry.CartFacts: what decides how long the cart is kept."""
        self.ensure_one()
        return cart_expiry.CartFacts(
            changed_at=self.b2b_cart_changed_at or None,
            hours=self.company_id.b2b_cart_hours,
            has_articles=any(line._is_b2b_article() for line in self.order_line),
            payments=frozenset(self.sudo().transaction_ids.mapped("state")),
        )

    def _describe_b2b_cart_end(self):
        """Say on the cart's page until when it is kept.

        :return: a sentence in the user's time zone; empty for a cart without articles
            and where carts are kept for ever.
        :rtype: str
        """
        self.ensure_one()
        end = cart_expiry.get_end(
            self.b2b_cart_changed_at, self.company_id.b2b_cart_hours
        )
        if not end or not self.website_order_line:
            return ""
        local = fields.Datetime.context_timestamp(self, end)
        day = format_date(self.env, local.date(), date_format="full")
        time = format_time(self.env, local.time(), time_format="short")
        return self.env._(
            "Your cart is kept until %(end)s. After that you find it among your order "
            "templates.",
            end=f"{day}, {time}",
        )

    # -- The end of it ------------------------------------------------------------

    @api.model
    def _cron_b2b_expire_carts(self):
        """Save carts that nobody changed for long as templates, and remove them."""
        self._start_b2b_cart_clocks()
        carts = self.search(self._get_b2b_expired_domain(), order="b2b_cart_changed_at")
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(carts))
        for cart in carts:
            cart._expire_b2b_cart_safely()
            if not progress._commit_progress(1):
                break

    @api.model
    def _start_b2b_cart_clocks(self):
        """Let the hours of carts from before begin now: nobody knows better."""
        unknown = Domain("b2b_cart_changed_at", "=", False)
        carts = self.search(self._get_b2b_carts_domain() & unknown)
        carts.b2b_cart_changed_at = fields.Datetime.now()

    @api.model
    def _get_b2b_carts_domain(self):
        """:return: Domain: the carts of users of customers."""
        return Domain(
            [
                ("state", "=", "draft"),
                ("website_id.b2b_enabled", "=", True),
                ("partner_id.user_ids", "any", [("share", "=", True)]),
            ]
        )

    @api.model
    def _get_b2b_expired_domain(self):
        """:return: Domain: carts that are older than their company keeps them."""
        now = fields.Datetime.now()
        companies = self.env["res.company"].search([("b2b_cart_hours", ">", 0)])
        old = Domain.OR(
            Domain("company_id", "in", same.ids)
            & Domain("b2b_cart_changed_at", "<=", now - timedelta(hours=hours))
            for hours, same in companies.grouped("b2b_cart_hours").items()
        )
        return self._get_b2b_carts_domain() & old

    def _expire_b2b_cart_safely(self):
        """Like :meth:`_expire_b2b_cart`; a cart in trouble keeps no other back."""
        cart_id = self.id
        try:
            with self.env.cr.savepoint():
                self._expire_b2b_cart()
        except Exception:  # pylint: disable=broad-except
            _logger.exception("The cart %s could not be put away", cart_id)

    def _expire_b2b_cart(self):
        """Put the cart away as the rule says; leave it to who is just using it."""
        if not self.try_lock_for_update(allow_referencing=True):
            return
        decision = cart_expiry.decide_expiry(
            self._get_b2b_cart_facts(), fields.Datetime.now()
        )
        if decision.saved:
            self._save_b2b_cart()
        if decision.outcome == "cancelled":
            self._action_cancel()
        elif decision.outcome == "deleted":
            self.unlink()

    def _save_b2b_cart(self):
        """Keep the cart's articles as a template of its user, and tell him."""
        user = self.partner_id.user_ids.filtered("share")[:1]
        template = (
            self.env["cats.order.template"]
            .with_context(lang=user.lang)
            ._create_b2b_from_order(self, user=user)
        )
        mail_sudo = self.env.ref("cats_b2b.mail_template_cart_expired").sudo()
        mail_sudo.send_mail(
            template.id, email_layout_xmlid="mail.mail_notification_light"
        )
