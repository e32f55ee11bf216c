from odoo import SUPERUSER_ID, api, models


class CatsApplicationMailMixin(models.AbstractModel):
    """The mails about an application, always queued and never from a request."""

    _name = "cats.application.mail.mixin"
    _description = "Mails about a B2B application"

    def _send_b2b_mail(self, name, partner=None, **values):
        """Queue a mail to each applicant, in his language.

        Strangers type into applications: no mail says anything that they typed but
        the address itself. Links are secrets: the mail is nobody's message, is part
        of no chatter, and is gone once it is sent.

        :param str name: of the template, without `mail_template_`.
        :param res.partner partner: who gets it, in his language, in place of the
            applicant.
        :param values: what the template finds in its `ctx`.
        :return: the mails.
        :rtype: mail.mail
        """
        template = self.env.ref(f"cats_b2b.mail_template_{name}")
        email_values = {"model": False, "res_id": False, "auto_delete": True}
        if partner:
            email_values["email_to"] = partner.email_formatted
            langs = self.env["res.lang"]
            values["b2b_lang"] = langs._get_data(code=partner.lang).code
        # Who causes a mail could read it as its author.
        robot = template.with_user(SUPERUSER_ID).with_context(**values)
        mails = robot.send_mail_batch(
            self.ids,
            email_values=email_values,
            email_layout_xmlid="cats_b2b.application_mail_layout",
        )
        self._trigger_mail_queue()
        return mails

    @api.model
    def _trigger_mail_queue(self):
        """Let Odoo's job send the queued mails now, instead of within the hour."""
        # Strangers and portal users cause mails; none of them may run a job.
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _get_b2b_url(self, path, lang=None):
        """Return a page of the application's shop, in the reader's language.

        :param str path: of the page, beginning with a slash.
        :param str lang: code of the language; by default the applicant's.
        :return: its absolute address.
        :rtype: str
        """
        self.ensure_one()
        website = self.website_id
        code = lang or self._get_lang()
        shown = website.language_ids.filtered(lambda one: one.code == code)
        if shown and shown != website.default_lang_id:
            path = f"/{shown.url_code}{path}"
        return f"{website.get_base_url().rstrip('/')}{path}"

    def _get_lang(self):
        """Return the applicant's language, the shop's if that was deactivated.

        :return: the code of an active language.
        :rtype: str
        """
        self.ensure_one()
        own = self.env["res.lang"]._get_data(code=self.lang).code
        return own or self.website_id.default_lang_id.code

    def _get_greeting_name(self):
        """:return: the contact's name, if the seller wrote it; else nothing."""
        self.ensure_one()
        if self.origin not in ("staff", "reset"):
            return ""
        return self.contact_id.name or ""
