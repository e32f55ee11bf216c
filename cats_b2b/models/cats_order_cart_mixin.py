import logging
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date, format_time, split_every

from ..policies import cart_expiry
from ..policies.order_template import MAX_LINES

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
    b2b_left_cart = fields.Boolean(
        string="Was more than a cart",
        readonly=True,
        copy=False,
        help="It was sent, placed or cancelled: as a draft again it is no cart that is "
        "put away.",
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

    def _leave_b2b_cart(self):
        """Note that carts become orders, or are cancelled: their hours end."""
        carts = self.filtered(
            lambda order: order.website_id.b2b_enabled and not order.b2b_left_cart
        )
        carts.write({"b2b_cart_changed_at": False, "b2b_left_cart": True})

    def _get_b2b_cart_facts(self):
        """:return: cart_expiry.CartFacts: what decides how long the cart is kept."""
        self.ensure_one()
        return cart_expiry.CartFacts(
            changed_at=self.b2b_cart_changed_at or None,
            hours=self.company_id.b2b_cart_hours,
            has_articles=bool(self._get_b2b_kept_rows()),
            payments=frozenset(self.sudo().transaction_ids.mapped("state")),
            is_order=self._is_b2b_no_cart(),
            has_owner=bool(self._get_b2b_cart_owner()),
        )

    def _is_b2b_no_cart(self):
        """:return: bool: for drafts that staff wrote, and that were orders before."""
        self.ensure_one()
        author_sudo = self.sudo().create_uid
        by_staff = author_sudo._is_internal() and author_sudo.id != SUPERUSER_ID
        return by_staff or self.b2b_left_cart or self._is_b2b_more_than_cart()

    def _get_b2b_kept_rows(self):
        """:return: list: the rows of the cart that templates can hold."""
        return self.env["cats.order.template"]._keep_rows(self._get_b2b_rows())

    def _get_b2b_cart_owner(self):
        """:return: res.users: the customer's user whose cart it is; none if there is no
        such user, or he is the customer of another seller.
        """
        users_sudo = self.sudo().partner_id.user_ids
        return users_sudo.filtered(
            lambda user: user._is_b2b_customer() and self.company_id in user.company_ids
        )[:1]

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
        if not end or not self.website_order_line or self._is_b2b_no_cart():
            return ""
        zone = self.website_id._get_b2b_reader_zone()
        local = fields.Datetime.context_timestamp(self.with_context(tz=zone), end)
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
        """:return: Domain: the carts of users of customers.

        Odoo's shop makes them as superuser; what a member of the staff wrote is none.
        """
        by_shop = Domain("create_uid", "=", SUPERUSER_ID)
        return (by_shop | Domain("create_uid.share", "=", True)) & Domain(
            [
                ("state", "=", "draft"),
                ("b2b_left_cart", "=", False),
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
        except UserError as error:
            _logger.warning("The cart %s is not put away: %s", cart_id, error)
        except Exception:  # pylint: disable=broad-except
            _logger.exception("The cart %s could not be put away", cart_id)

    def _expire_b2b_cart(self):
        """Put the cart away as the rule says; leave it to who is just using it."""
        if not self.try_lock_for_update(allow_referencing=True):
            return
        # What happened since the carts were looked for, counts.
        self.invalidate_recordset()
        if not self.filtered_domain(self._get_b2b_expired_domain()):
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
        """Keep the cart's articles as a template of its user, and tell him.

        What is too much for one becomes several.
        """
        owner_sudo = self._get_b2b_cart_owner()
        templates = self.env["cats.order.template"].with_context(
            lang=owner_sudo.lang, website_id=self.website_id.id
        )
        name = templates._get_order_name(self)
        parts = list(split_every(MAX_LINES, self._get_b2b_kept_rows(), list))
        mail_sudo = self.env.ref("cats_b2b.mail_template_cart_expired").sudo()
        for number, rows in enumerate(parts, start=1):
            template = templates._create_b2b_from_rows(
                rows,
                name if len(parts) == 1 else f"{name} ({number})",
                user=owner_sudo,
            )
            mail_sudo.send_mail(
                template.id, email_layout_xmlid="mail.mail_notification_light"
            )
