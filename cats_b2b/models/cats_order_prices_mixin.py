from odoo import SUPERUSER_ID, models
from odoo.fields import Command


class CatsOrderPricesMixin(models.AbstractModel):
    """Mails of an order to who may not see prices (USR-4)."""

    _name = "cats.order.prices.mixin"
    _description = "Mails of an Order without Prices"

    def _split_b2b_recipients(self, recipients):
        """Tell who may see prices; one read for all.

        :param list[dict] recipients: as of ``_notify_get_recipients``.
        :return: those who have a login and may not, and all others.
        :rtype: tuple[list, list]
        """
        shared = [one["id"] for one in recipients if one["id"] and one["share"]]
        # Mails are sent by whoever causes them; logins are for superusers to read.
        users_sudo = self.env["res.users"].sudo().search([("partner_id", "in", shared)])
        blind = users_sudo.filtered(lambda user: not user._has_b2b_right("see_prices"))
        blind_ids = set(blind.partner_id.ids)
        return (
            [one for one in recipients if one["id"] in blind_ids],
            [one for one in recipients if one["id"] not in blind_ids],
        )

    def _tells_b2b_prices(self, message):
        """Tell whether a mail about the order may hold prices.

        Templates and attached documents do. What people write to each other is theirs
        to say.

        :param mail.message message: what is sent.
        :rtype: bool
        """
        if self.env.context.get("b2b_amountless"):
            return False
        message_sudo = message.sudo()
        is_written = (
            message_sudo.message_type == "comment"
            and not message_sudo.email_layout_xmlid
        )
        return not is_written or bool(message_sudo.attachment_ids)

    def _send_b2b_mail_without_prices(self, recipients):
        """Queue a mail that tells what there is to an order but what it costs.

        :param list[dict] recipients: as of ``_notify_get_recipients``.
        """
        self.ensure_one()
        template = self.env.ref("cats_b2b.mail_template_order_without_prices")
        partner_ids = [one["id"] for one in recipients]
        # Whoever causes a mail could read it as its author.
        robot = template.with_user(SUPERUSER_ID)
        for partner in robot.env["res.partner"].browse(partner_ids):
            robot.with_context(b2b_lang=partner.lang).send_mail(
                self.id,
                email_values={
                    "auto_delete": True,
                    "model": False,
                    "recipient_ids": [Command.set(partner.ids)],
                    "res_id": False,
                },
                email_layout_xmlid="mail.mail_notification_light",
            )
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _describe_b2b_mail_state(self):
        """:return: what became of the order, as a sentence of a mail."""
        self.ensure_one()
        if self.state == "sale":
            return self.env._("Your order %(order)s is confirmed.", order=self.name)
        if self.state == "cancel":
            return self.env._("Your order %(order)s is cancelled.", order=self.name)
        if self._is_b2b_agreed():
            return self.env._(
                "We have received your order %(order)s. It is confirmed once it is "
                "paid.",
                order=self.name,
            )
        return self.env._("Your quotation %(order)s is ready.", order=self.name)
