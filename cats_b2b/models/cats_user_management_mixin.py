from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..policies import rights as rights_policy


class CatsUserManagementMixin(models.AbstractModel):
    """What principal users, and staff, do with the users of a customer (USR-2).

    Every method asks whether the current user may, and goes on as superuser.
    """

    _name = "cats.user.management.mixin"
    _description = "Management of a customer's users"

    # -- Who may ------------------------------------------------------------------

    @api.model
    def _is_b2b_principal(self):
        """:return: whether the current user manages the users of his company."""
        user = self.env.user
        return user._is_b2b_customer() and user._has_b2b_right("principal")

    @api.model
    def _get_b2b_colleagues_domain(self):
        """:return: the users whom the current user sees: his colleagues, himself too,
        deactivated ones as well, if he manages them; else himself alone."""
        user_sudo = self.env.user.sudo()
        if not self._is_b2b_principal():
            return Domain("id", "=", user_sudo.id)
        return Domain(
            [
                (
                    "partner_id.commercial_partner_id",
                    "=",
                    user_sudo.commercial_partner_id.id,
                ),
                # Whose contact is archived, was removed.
                ("partner_id.active", "=", True),
                ("share", "=", True),
                ("company_ids", "in", user_sudo.company_ids.ids),
            ]
        )

    @api.model
    def _get_b2b_colleagues(self):
        """:return: those users as superuser, the active ones first, by name."""
        users_sudo = self.sudo().with_context(active_test=False)
        found_sudo = users_sudo.search(self._get_b2b_colleagues_domain())
        # The contact of who was removed may be the company itself, which stays.
        found_sudo = found_sudo._filter_b2b_not_closed()
        return found_sudo.sorted(lambda it: (not it.active, (it.name or "").lower()))

    def _check_b2b_manager(self):
        """Return the users as superuser, if the current user manages them.

        :raise AccessError: unless he is a principal user of their company, or of the
            staff and approves accounts.
        """
        if self.env.user.has_group("cats_b2b.group_accounts"):
            self.check_access("read")
            allowed_sudo = self.sudo().filtered("share")._filter_b2b_not_closed()
        elif self._is_b2b_principal():
            allowed_sudo = self._get_b2b_colleagues() & self.sudo()
        else:
            allowed_sudo = self.sudo().browse()
        if not self or self.sudo() - allowed_sudo:
            raise AccessError(self.env._("You do not manage this user."))
        # Archived users of a contact are in nobody's way.
        return self.sudo().with_context(active_test=True)

    def _check_b2b_not_self(self):
        """:raise UserError: if the current user shuts himself out."""
        if self.env.user in self:
            raise UserError(
                self.env._(
                    "You cannot deactivate or remove yourself. Another principal user "
                    "can; or ask for the closure of your account under Connection & "
                    "Security."
                )
            )

    def _check_b2b_not_shut_by_staff(self):
        """:raise UserError: if a customer lets somebody in whom staff have shut out."""
        shut_sudo = self.filtered(lambda user: not user.active)
        if not shut_sudo or not self.env.user._is_b2b_customer():
            return
        entries_sudo = self.env["cats.right.log"].sudo()
        contacts = shut_sudo.partner_id
        entries_sudo = entries_sudo.search(
            [("contact_id", "in", contacts.ids), ("kind", "=", "deactivated")]
        )
        for entries in entries_sudo.grouped("contact_id").values():
            who = entries[:1].user_id
            if who and not who.share:
                raise UserError(
                    self.env._(
                        "Our customer service has deactivated this user. Please ask us."
                    )
                )

    @contextmanager
    def _keep_b2b_principal(self):
        """Refuse what leaves a company without principal user (USR-2).

        "The last principal cannot remove or demote himself." Whoever comes second waits
        for the first one; his transaction is then taken back and tried again by Odoo,
        and sees what the first one has done. Staff may do it nevertheless.

        :raise UserError: if the company had a principal user and has none any more.
        """
        if not self.env.user._is_b2b_customer():
            yield
            return
        company_sudo = self.env.user.sudo().commercial_partner_id
        sellers_sudo = self.env.user.sudo().company_ids
        company_sudo._lock_b2b_users()
        # What is refused must not be half done, whoever catches the error.
        try:
            with self.env.cr.savepoint():
                yield
                company_sudo._check_b2b_principal_left(sellers_sudo)
        except UserError:
            # What was cached since is not so; no savepoint takes that back.
            self._clear_b2b_rules()
            raise

    # -- What they do -------------------------------------------------------------

    def _change_b2b_rights(self, codes):
        """Give a user exactly these rights; his role stays, he may deviate from it.

        :param codes: codes of rights.
        :raise AccessError: if the current user may not.
        :raise UserError: if the company were left without principal user.
        """
        self.ensure_one()
        user_sudo = self._check_b2b_manager()
        with self._keep_b2b_principal():
            user_sudo._set_b2b_rights(codes)

    def _change_b2b_role(self, role):
        """Give users a role and its rights, without any deviation.

        :param cats.role role: one for all customers, or their company's own.
        :raise AccessError: if the current user may not.
        :raise UserError: if the role is not theirs to have, or if the company were left
            without principal user.
        """
        users_sudo = self._check_b2b_manager()
        for company_sudo in users_sudo.partner_id.commercial_partner_id:
            company_sudo._check_b2b_role(role)
        with self._keep_b2b_principal():
            users_sudo._set_b2b_role(role.sudo())

    def _deactivate_b2b(self):
        """Shut users out until they are reactivated.

        :raise AccessError: if the current user may not.
        :raise UserError: for himself.
        """
        users_sudo = self._check_b2b_manager()
        self._check_b2b_not_self()
        with self._keep_b2b_principal():
            users_sudo.filtered("active")._close_b2b_logins(forget=False)

    def _reactivate_b2b(self):
        """Let users in again, with the rights that they had.

        :raise AccessError: if the current user may not.
        :raise UserError: for whom staff have shut out.
        """
        users_sudo = self._check_b2b_manager()
        users_sudo._check_b2b_not_shut_by_staff()
        users_sudo.filtered(lambda user: not user.active).write({"active": True})

    def _remove_b2b(self):
        """Shut users out for good (USR-2).

        "A removed user's orders, quotes and invoices stay with the company": the
        contact is archived, the login is free for another user.

        :raise AccessError: if the current user may not.
        :raise UserError: for himself, and for whom staff have shut out: his address
            would be free to be invited again.
        """
        users_sudo = self._check_b2b_manager()
        self._check_b2b_not_self()
        users_sudo._check_b2b_not_shut_by_staff()
        entries = [user_sudo._prepare_b2b_log("removed") for user_sudo in users_sudo]
        with self._keep_b2b_principal():
            unlogged_sudo = users_sudo.with_context(b2b_unlogged=True)
            unlogged_sudo._close_b2b_logins(forget=True)
            contacts_sudo = users_sudo.partner_id
            contacts_sudo.filtered(lambda one: not one.is_company).action_archive()
        self.env["cats.right.log"]._log(entries)

    # -- What is shown ------------------------------------------------------------

    def _get_b2b_role_codes(self):
        """:return: codes that the user's role gives; ``None`` without a role."""
        self.ensure_one()
        role_sudo = self.sudo().b2b_role_id
        return role_sudo._get_b2b_codes(role_sudo.group_ids) if role_sudo else None

    def _get_b2b_shown(self):
        """:return: frozenset: codes that the user was given, and what his other groups
        bring along besides."""
        given = self._get_b2b_given()
        return given | (self._get_b2b_holding() - rights_policy.expand(given))

    def _prepare_b2b_row(self):
        """:return: dict: what the table of people and rights shows of this user."""
        self.ensure_one()
        user_sudo = self.sudo()
        role_codes = self._get_b2b_role_codes()
        cells = rights_policy.summarise(role_codes, self._get_b2b_shown())
        return {
            "user": user_sudo,
            "name": user_sudo.name,
            "email": user_sudo.email or user_sudo.login,
            "state": "active" if user_sudo.active else "deactivated",
            "last_login": user_sudo.login_date,
            "role": user_sudo.b2b_role_id.name,
            "cells": cells,
            "deviates": any(cell.deviates for cell in cells),
            "is_self": user_sudo == self.env.user,
        }

    def _explain_b2b_rights(self):
        """Say what a user may do, and why: "what can this colleague do" (USR-1).

        :return: a dict per right with ``label``, ``granted``, ``deviates`` and, in
            words, ``reason``.
        :rtype: list
        """
        self.ensure_one()
        labels = self.env["cats.role"]._get_b2b_labels()
        decisions = rights_policy.decide_rights(
            self._get_b2b_role_codes(), self._get_b2b_shown()
        )
        return [
            {
                "right": decision.right,
                "label": labels[decision.right],
                "granted": decision.granted,
                "deviates": decision.deviates,
                "reason": " ".join(
                    getattr(self, f"_explain_b2b_right_{reason.code}")(**reason.facts)
                    for reason in decision.because
                ),
            }
            for decision in decisions
        ]

    def _explain_b2b_right_principal(self):
        return self.env._("Who manages users has every right.")

    def _explain_b2b_right_role(self):
        return self.env._("By the role %(role)s.", role=self.sudo().b2b_role_id.name)

    def _explain_b2b_right_added(self):
        role = self.sudo().b2b_role_id.name
        if not role:
            return self.env._("Given personally.")
        return self.env._("Given personally, beyond the role %(role)s.", role=role)

    def _explain_b2b_right_wider(self, right):
        labels = self.env["cats.role"]._get_b2b_labels()
        return self.env._("Comes with “%(right)s”.", right=labels[right])

    def _explain_b2b_right_removed(self):
        return self.env._(
            "Taken personally; the role %(role)s would give it.",
            role=self.sudo().b2b_role_id.name,
        )

    def _explain_b2b_right_lacking(self):
        return self.env._("Neither given by a role nor personally.")
