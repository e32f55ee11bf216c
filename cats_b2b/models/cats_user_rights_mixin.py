from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command, Domain

from ..policies import rights as rights_policy


class CatsUserRightsMixin(models.AbstractModel):
    """What a customer's user may see and do (USR-3, USR-4)."""

    _name = "cats.user.rights.mixin"
    _description = "Rights of a customer's user"

    b2b_role_id = fields.Many2one(
        comodel_name="cats.role",
        string="B2B role",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The role from which the rights of this customer's user were taken.",
    )

    # -- What holds ---------------------------------------------------------------

    def _is_b2b_customer(self):
        """Tell whether a user belongs to a customer of a B2B shop.

        A user of one website only ("specific user accounts") is what that website
        makes of him: the company may sell to consumers on another one. A user of all
        websites is a customer wherever one of his companies has a B2B shop, on their
        other websites too: else he would edit there what the shop locks (ACC-8), and
        read its documents, whichever of them he is in.

        :return: true for portal users; the public and the staff are not customers. The
            current user is asked about where the recordset is empty.
        :rtype: bool
        """
        # Customers may not read groups of colleagues nor the record of their website.
        user_sudo = (self or self.env.user).sudo()
        return user_sudo._is_portal() and user_sudo._is_b2b_at_home()

    def _is_b2b_at_home(self):
        """:return: bool: whether the shops in which the user buys are B2B shops."""
        self.ensure_one()
        if self.website_id:
            return self.website_id.b2b_enabled
        return any(company._is_b2b_active() for company in self.company_ids)

    def _get_b2b_given(self):
        """:return: codes of the rights that the user was given himself.

        :rtype: frozenset[str]
        """
        self.ensure_one()
        return self.env["cats.role"]._get_b2b_codes(self.sudo().group_ids)

    def _get_b2b_rights(self):
        """:return: codes of the rights that the user has, as of :mod:`rights_policy`.

        :rtype: frozenset[str]
        """
        self.ensure_one()
        Groups = self.env["res.groups"].sudo()
        groups_sudo = Groups.browse(self.sudo()._get_group_ids())
        return self.env["cats.role"]._get_b2b_codes(groups_sudo)

    def _has_b2b_right(self, *rights):
        """Tell whether a user may do something (USR-4).

        :param str rights: codes of rights, any of which is enough.
        :return: true also for who is no customer of a B2B shop: other rules are his.
        :rtype: bool
        """
        user = self or self.env.user
        if not user._is_b2b_customer():
            return True
        return not user._get_b2b_rights().isdisjoint(rights)

    def _check_b2b_right(self, *rights):
        """Refuse what the current user has no right to (USR-4).

        :param str rights: codes of rights, any of which is enough.
        :raise AccessError: naming what he lacks and whom he can ask.
        """
        if error := self._get_b2b_right_error(*rights):
            raise AccessError(error)

    def _get_b2b_right_error(self, *rights):
        """:return: why the current user may not, in words; ``False`` if he may.

        :param str rights: codes of rights, any of which is enough.
        """
        if self.env.user._has_b2b_right(*rights):
            return False
        labels = self.env["cats.role"]._get_b2b_labels()
        return self.env._(
            "You do not have the right “%(right)s”. %(whom)s",
            right=labels[rights[0]],
            whom=self._get_b2b_whom_to_ask(),
        )

    @api.model
    def _get_b2b_whom_to_ask(self):
        """:return: who can give the current user rights, as a sentence."""
        # Colleagues are told the names of their principal users, and nothing else.
        company_sudo = self.env.user.sudo().commercial_partner_id
        sellers_sudo = self.env.user.sudo().company_ids
        names = company_sudo._get_b2b_principals(sellers_sudo).mapped("name")
        if not names:
            return self.env._("Please ask our customer service for it.")
        return self.env._(
            "You can ask %(principals)s for it.", principals=", ".join(names)
        )

    # -- Whose documents ----------------------------------------------------------

    def _get_b2b_scope(self, documents):
        """Tell whose documents a user sees.

        :param str documents: ``orders``, ``quotes``, ``returns`` or ``invoices``.
        :return: ``company``, ``own`` or ``none``; ``company`` for who is no customer
            of a B2B shop.
        :rtype: str
        """
        user = self or self.env.user
        if not user._is_b2b_customer():
            return "company"
        return rights_policy.decide_scope(user._get_b2b_rights(), documents)

    def _get_b2b_scope_domain(self, documents, partner_field="partner_id"):
        """Put the scope of a user's rights into a domain.

        It narrows to nothing, to his own, or not at all: that documents belong to his
        company is what Odoo's own rules see to.

        :param str documents: as of :meth:`_get_b2b_scope`.
        :param str partner_field: path to the contact whose document it is.
        :rtype: Domain
        """
        user = self or self.env.user
        scope = user._get_b2b_scope(documents)
        if scope == "own":
            return Domain(partner_field, "=", user.partner_id.id)
        return Domain.TRUE if scope == "company" else Domain.FALSE

    # -- Giving and taking --------------------------------------------------------

    def _set_b2b_role(self, role):
        """Give customers' users the rights of a role instead of those they had.

        :param cats.role role: the role.
        """
        self._set_b2b_rights(role._get_b2b_codes(role.group_ids), role)

    def _set_b2b_rights(self, codes, role=None):
        """Give customers' users exactly these rights.

        To be called as superuser, by somebody who has checked who decides.

        :param codes: codes of rights.
        :param cats.role role: their role from now on; by default that of before.
        """
        groups = self.env["cats.role"]._get_b2b_groups()
        codes = rights_policy.compact(codes)
        commands = [
            Command.link(group.id) if code in codes else Command.unlink(group.id)
            for code, group in groups.items()
        ]
        values = {"group_ids": commands}
        if role is not None:
            values["b2b_role_id"] = role.id
        self.write(values)
