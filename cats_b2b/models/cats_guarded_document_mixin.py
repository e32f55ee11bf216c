from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class CatsGuardedDocumentMixin(models.AbstractModel):
    """A customer's document, with its mails and files, shown by right only (USR-4).

    The record rule of the model says who reads it. What Odoo opens past the rules is
    brought back to them here: by the token of a link, by a file's token, by having
    written or received a message, by following. Inherit it to guard another document.
    """

    _name = "cats.guarded.document.mixin"
    _description = "Document that customers see by right"

    @api.model
    def _get_b2b_correspondence_rights(self):
        """Hook: what else a customer's user needs for mails and files of a document.

        :return: codes of rights, any of which is enough; empty: to see the document.
        :rtype: tuple[str]
        """
        return ()

    def _has_field_access(self, field, operation):
        """Override of `base`: customers' rights open documents, not tokens (USR-4).

        Who reads a token could open the document logged out, as somebody who sees more.
        """
        if field.name == "access_token" and not self.env.su:
            if self.env.user._is_b2b_customer():
                return False
        return super()._has_field_access(field, operation)

    # -- Links ----------------------------------------------------------------------

    def _asks_b2b_link_login(self):
        """Tell whether who opens the document by the link of a mail has to log in.

        :return: what the document's website says, else the B2B shop of its company;
            false where there is none, and for customers of whom nobody can log in.
        :rtype: bool
        """
        self.ensure_one()
        # Asked by visitors and by customers, who may not read documents of others.
        document_sudo = self.sudo()
        website_sudo = document_sudo._get_b2b_link_website()
        if not (website_sudo.b2b_enabled and website_sudo.b2b_link_login):
            return False
        customer_sudo = document_sudo.partner_id.commercial_partner_id
        return not customer_sudo or customer_sudo._has_b2b_logins()

    def _get_b2b_link_website(self):
        """:return: the website on which customers see the document."""
        if "website_id" in self._fields and self.website_id:
            return self.website_id
        shops = [("company_id", "=", self.company_id.id), ("b2b_enabled", "=", True)]
        return self.env["website"].search(shops, limit=1)

    def _is_b2b_link_void(self):
        """Tell whether a link's token opens nothing for the current user.

        :return: for customers, if their rights do not open it; for visitors, if the
            website asks for the login.
        :rtype: bool
        """
        user = self.env.user
        if not self.exists():
            return True
        if user._is_b2b_customer():
            return not self.sudo(False).has_access("read")
        return user._is_public() and self._asks_b2b_link_login()

    # -- Mails and files --------------------------------------------------------------

    @api.model
    def _has_b2b_correspondence_right(self):
        """:return: whether the user may read mails and files of what he may see."""
        rights = self._get_b2b_correspondence_rights()
        return not rights or self.env.user._has_b2b_right(*rights)

    @api.model
    def _get_b2b_message_domain(self):
        """:return: Domain: the messages of such documents that the user may read."""
        readable = self.with_context(active_test=False)._search(Domain.TRUE)
        domain = Domain("model", "=", self._name) & Domain("res_id", "in", readable)
        if self._has_b2b_correspondence_right():
            return domain
        return domain & self.env["mail.message"]._get_b2b_own_comment_domain()

    def _check_b2b_files(self):
        """Refuse a file of the document, whatever the token of its address (USR-4).

        :raise AccessError: for customers without the right; for visitors where links
            ask for the login.
        """
        if self._is_b2b_link_void():
            raise AccessError(
                self.env._("Please log in as somebody who may see this document.")
            )
        if rights := self._get_b2b_correspondence_rights():
            self.env.user._check_b2b_right(*rights)

    # -- Recipients -------------------------------------------------------------------

    def _filter_b2b_recipients(self, recipients, addressee_ids):
        """Drop whom a mail about the document must not reach.

        :param list recipients: as of ``_notify_get_recipients``.
        :param addressee_ids: ids of contacts to whom it was written, not as followers.
        :return: the recipients without people who are deactivated, and without
            followers who may not see the document.
        :rtype: list
        """
        if not self.company_id._is_b2b_active():
            return recipients
        shared = [one["id"] for one in recipients if one["id"] and one["share"]]
        Users = self.env["res.users"].sudo().with_context(active_test=False)
        users_sudo = Users.search([("partner_id", "in", shared), ("share", "=", True)])
        dropped = set()
        for partner, users in users_sudo.grouped("partner_id").items():
            readers = users.filtered("active")
            if partner.id not in addressee_ids:
                readers = readers.filtered(self._is_b2b_shown_to)
            elif self._is_b2b_office(partner):
                continue
            if not readers and any(user._is_b2b_customer() for user in users):
                dropped.add(partner.id)
        return [one for one in recipients if one["id"] not in dropped]

    @api.model
    def _get_b2b_billed(self):
        """Hook: whom the document is billed to.

        :return: res.partner: contacts that get its mails, whoever logs in by them.
        """
        return self.env["res.partner"]

    def _is_b2b_office(self, partner):
        """Tell whether a mail to a contact arrives whatever became of his login.

        :param res.partner partner: to whom it was written, not as a follower.
        :return: for companies, for addresses and for who is billed; who is none of
            them is a person, who has left when his login is closed.
        :rtype: bool
        """
        is_person = not partner.is_company and partner.type == "contact"
        return not is_person or partner in self._get_b2b_billed()

    def _is_b2b_shown_to(self, user):
        """:return: bool: whether this user may see the document."""
        return self.with_user(user).has_access("read")
