import logging

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import format_date, split_every

_logger = logging.getLogger(__name__)

ACTIVITY = "cats_b2b.mail_activity_type_promise_at_risk"
BATCH = 100


class CatsOrderDelayMixin(models.AbstractModel):
    """What an order does about a promise that can no longer be kept (DSP-3, DSP-6)."""

    _name = "cats.order.delay.mixin"
    _description = "Delay of an Order"

    b2b_expected_dispatch_date = fields.Date(
        string="Dispatch now expected",
        compute="_compute_b2b_expected_dispatch_date",
        store=True,
        index="btree_not_null",
        help="Day on which the last of the goods is expected to leave, where that is "
        "another day than the promised one.",
    )
    b2b_promise_at_risk = fields.Boolean(
        string="Promise at risk",
        compute="_compute_b2b_expected_dispatch_date",
        store=True,
        # Few orders are at risk at any time.
        index=True,
    )
    b2b_delay_text = fields.Text(compute="_compute_b2b_delay_text", compute_sudo=True)

    @api.depends(
        "state",
        "order_line.b2b_expected_dispatch_date",
        "order_line.b2b_promise_at_risk",
    )
    def _compute_b2b_expected_dispatch_date(self):
        for order in self:
            lines = order.order_line if order.state == "sale" else []
            days = [line.b2b_expected_dispatch_date for line in lines]
            order.b2b_expected_dispatch_date = max(filter(None, days), default=False)
            order.b2b_promise_at_risk = any(line.b2b_promise_at_risk for line in lines)

    @api.depends(
        "b2b_expected_dispatch_date",
        "order_line.b2b_delay_why",
        "order_line.b2b_dispatch_unknown",
    )
    @api.depends_context("lang")
    def _compute_b2b_delay_text(self):
        for order in self:
            line = order._get_b2b_slowest_line()
            sentences = line._explain_b2b_delay() if line else []
            order.b2b_delay_text = " ".join(
                filter(None, [order._get_b2b_delay_sentence(), *sentences])
            )

    def _get_b2b_slowest_line(self):
        """:return: the last line to leave, of those whose day is another by now."""
        self.ensure_one()
        lines = self.order_line if self.state == "sale" else self.order_line.browse()
        promised = lines.filtered("b2b_promise_date")
        if unknown := promised.filtered("b2b_dispatch_unknown"):
            return unknown[:1]
        day = self.b2b_expected_dispatch_date
        return promised.filtered(
            lambda line: day and line.b2b_expected_dispatch_date == day
        )[:1]

    def _get_b2b_delay_sentence(self):
        """:return: the promised and the expected day as a sentence, or ``""``."""
        line = self._get_b2b_slowest_line()
        if not line:
            return ""
        promised = format_date(self.env, line.b2b_promise_date, date_format="full")
        if line.b2b_dispatch_unknown:
            return self.env._(
                "Dispatch: promised for %(promised)s, we will tell you the new day.",
                promised=promised,
            )
        return self.env._(
            "Dispatch: promised for %(promised)s, now expected on %(expected)s.",
            promised=promised,
            expected=format_date(
                self.env, line.b2b_expected_dispatch_date, date_format="full"
            ),
        )

    def _get_b2b_delay_rows(self):
        """:return: what pages and mails tell of each line that has not left."""
        self.ensure_one()
        lines = self.order_line._get_b2b_undispatched()
        return [line._get_b2b_delay_row() for line in lines]

    def _update_b2b_delays(self, has_left=False):
        """Look at the promises again; tell customer and staff what has changed.

        :param bool has_left: part of the goods has just left: the customer is told
            what is missing, whether its day has changed or not.
        """
        promised = self.sudo().filtered(lambda order: order._has_b2b_promise())
        decisions = promised.order_line._decide_b2b_delays(fields.Datetime.now())
        for order in promised:
            order._apply_b2b_delays(decisions, has_left)

    def _has_b2b_promise(self):
        """:return: whether the customer was promised a day, or that he is told one."""
        self.ensure_one()
        is_promised = self.b2b_promise_date or any(
            self.order_line.mapped("b2b_dispatch_unknown")
        )
        return bool(self.state == "sale" and is_promised)

    def _apply_b2b_delays(self, decisions, has_left=False, tell=True):
        """Keep the decisions on the order's lines, tell the customer and staff.

        :param dict decisions: as of :meth:`_decide_b2b_delays`, of any orders' lines.
        :param bool tell: whether the customer is told, too.
        """
        self.ensure_one()
        undispatched = self.order_line._get_b2b_undispatched()
        was_at_risk = any(self.order_line.mapped("b2b_promise_at_risk"))
        (self.order_line - undispatched)._forget_b2b_delay()
        decided = undispatched.filtered(lambda line: line in decisions)
        for line in decided:
            if vals := decisions[line][1]:
                line.write(vals)
        news = any(decisions[line][0].tell for line in decided)
        if tell and (news or (has_left and undispatched)):
            self._send_b2b_delay_mail()
        if was_at_risk or self.b2b_promise_at_risk:
            changed = decided.filtered(lambda line: decisions[line][0].changed)
            self._update_b2b_delay_activity(changed.filtered("b2b_promise_at_risk"))

    def _send_b2b_delay_mail(self):
        """Tell the customer what is missing, when it leaves, and why (DSP-6)."""
        template = self.env.ref(
            "cats_b2b.mail_template_dispatch_delay", raise_if_not_found=False
        )
        if template:
            # As `sale` does: mails that no user writes come from the system.
            order = self.with_user(SUPERUSER_ID).with_context(b2b_amountless=True)
            order.message_post_with_source(
                template,
                email_layout_xmlid=(
                    "mail.mail_notification_layout_with_responsible_signature"
                ),
                subtype_xmlid="mail.mt_comment",
            )

    def _update_b2b_delay_activity(self, late_news):
        """Keep one activity as long as the promise is at risk.

        :param sale.order.line late_news: lines whose day is late, and new.
        """
        self.ensure_one()
        activities = self.activity_search([ACTIVITY])
        if not self.b2b_promise_at_risk:
            if activities:
                feedback = self.env._("The promise is at risk no more.")
                self.activity_feedback([ACTIVITY], feedback=feedback)
            return
        if not late_news:
            return
        if activities:
            activities.note = self._get_b2b_delay_note(activities[:1].user_id)
            return
        user = self._get_b2b_delay_responsible()
        self.activity_schedule(
            ACTIVITY, user_id=user.id, note=self._get_b2b_delay_note(user)
        )

    def _get_b2b_delay_note(self, user):
        """:return: the late lines as HTML, in the user's language."""
        order = self.with_context(lang=user.lang or self.env.lang)
        lines = order.order_line.filtered("b2b_promise_at_risk")
        return Markup("<ul>%s</ul>") % Markup().join(
            Markup("<li>%s</li>") % line._get_b2b_delay_note() for line in lines
        )

    def _get_b2b_delay_responsible(self):
        """:return: who looks after a late order: its salesperson, or who there is."""
        self.ensure_one()
        managers = self.env.ref("sales_team.group_sale_manager").all_user_ids
        candidates = (
            self.user_id
            + self.warehouse_id.b2b_responsible_id
            + self.team_id.user_id
            + managers.filtered(lambda user: self.company_id in user.company_ids)
        )
        fit = candidates.filtered(lambda user: user.active and not user.share)
        return fit[:1] or self.env.user

    @api.model
    def _get_b2b_unkept_domain(self):
        """:return: the orders whose promise is to be looked at from time to time."""
        return [
            "|",
            "|",
            ("order_line.b2b_promise_at_risk", "=", True),
            ("order_line.b2b_dispatch_unknown", "=", True),
            "&",
            ("b2b_promise_date", "!=", False),
            "&",
            ("state", "=", "sale"),
            ("delivery_status", "in", ("pending", "started", "partial")),
        ]

    @api.model
    def _cron_b2b_check_promises(self):
        """Look at all promises that are not kept yet, the most urgent first."""
        orders = self.search(
            self._get_b2b_unkept_domain(), order="b2b_promise_date, id"
        )
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(orders))
        for ids in split_every(BATCH, orders.ids):
            batch = self.browse(ids)
            batch._check_b2b_promises()
            if not progress._commit_progress(len(batch)):
                break

    def _check_b2b_promises(self, tell=True):
        """Look at the orders' promises; one order in trouble keeps no other back.

        :param bool tell: whether customers are told; staff always are.
        """
        decisions = self._decide_b2b_delays_safely()
        for order in self:
            order._apply_b2b_delays_safely(decisions, tell)

    def _decide_b2b_delays_safely(self):
        """Decide for all orders at once.

        :return: as of ``sale.order.line._decide_b2b_delays``; ``None`` when an order
            is in trouble: each is decided by itself then.
        """
        try:
            with self.env.cr.savepoint():
                return self.order_line._decide_b2b_delays(fields.Datetime.now())
        except Exception:  # pylint: disable=broad-except
            _logger.exception("The promises are checked order by order")
            return None

    def _apply_b2b_delays_safely(self, decisions, tell):
        """Like :meth:`_apply_b2b_delays`; one order in trouble keeps no other back."""
        try:
            with self.env.cr.savepoint():
                if decisions is None:
                    now = fields.Datetime.now()
                    decisions = self.order_line._decide_b2b_delays(now)
                self._apply_b2b_delays(decisions, tell=tell)
        except Exception:  # pylint: disable=broad-except
            _logger.exception("The promise of order %s was not checked", self.id)
