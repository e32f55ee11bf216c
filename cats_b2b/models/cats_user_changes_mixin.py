from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from odoo import models
from odoo.fields import Command

WATCHED = {
    "active",
    "b2b_role_id",
    "company_id",
    "company_ids",
    "group_ids",
    "website_id",
}


@dataclass(frozen=True)
class UserState:
    """What is watched of a customer's user.

    :param bool active: whether he can log in.
    :param frozenset codes: the rights that he has.
    :param int role_id: his role, if any.
    """

    active: bool = False
    codes: frozenset = frozenset()
    role_id: int | bool = False

    @property
    def is_leading(self):
        """Whether he manages users."""
        return self.active and "principal" in self.codes


class CatsUserChangesMixin(models.AbstractModel):
    """Whoever changes whose rights in whatever way: it is noticed here (USR-4, USR-6).

    Pages, the backend, imports and RPC all end in ``create`` and ``write`` of users, or
    in ``write`` of groups.
    """

    _name = "cats.user.changes.mixin"
    _description = "Changes of rights of customers' users"

    def _filter_b2b_customers(self):
        """Return, as superuser, the users who belong to customers of B2B shops.

        The same as :meth:`_is_b2b_customer`, for many users at once.
        """
        users_sudo = self.sudo()
        homes = users_sudo.grouped(lambda user: (user.website_id, user.company_ids))
        if not any(some[:1]._is_b2b_at_home() for some in homes.values()):
            return users_sudo.browse()
        portal_id = self.env["ir.model.data"]._xmlid_to_res_id("base.group_portal")
        # Of whom new users are copies; what he had, all of them would have.
        parameters = self.env["ir.config_parameter"].sudo()
        template_id = parameters.get_param("base.template_portal_user_id")
        return users_sudo.filtered(
            lambda user: portal_id in user.all_group_ids.ids
            and str(user.id) != template_id
            and user._is_b2b_at_home()
        )

    def _get_b2b_holding(self):
        """Return what holds: other groups of a user may bring rights along, too.

        The same as :meth:`_get_b2b_rights`, without a query per user.

        :return: codes of rights.
        :rtype: frozenset[str]
        """
        self.ensure_one()
        return self.env["cats.role"]._get_b2b_codes(self.sudo().all_group_ids)

    def _get_b2b_states(self, vals=None):
        """Return what is watched of the customers among these users.

        :param dict vals: what is going to be written, if anything.
        :return: :class:`UserState` by id of the user; empty for what is not watched.
        :rtype: dict
        """
        if vals is not None and not WATCHED & vals.keys():
            return {}
        return {
            user_sudo.id: UserState(
                user_sudo.active,
                user_sudo._get_b2b_holding(),
                user_sudo.b2b_role_id.id,
            )
            for user_sudo in self._filter_b2b_customers()
        }

    def _note_b2b_changes(self, before, vals=None):
        """Log what has changed, and have what was taken end at once.

        :param dict before: of :meth:`_get_b2b_states`, before the change.
        :param dict vals: what was written, if anything.
        """
        if vals is not None and not WATCHED & vals.keys():
            return
        after = self._get_b2b_states()
        # Who is made a customer of a B2B shop is new; who is none any more, is gone.
        self.browse(after.keys() - before.keys())._welcome_b2b_users()
        gone = {
            user_id: self.browse(user_id)._get_b2b_state_gone(before[user_id])
            for user_id in before.keys() - after.keys()
        }
        pairs = {
            self.browse(user_id).sudo(): (before[user_id], state)
            for user_id, state in {**after, **gone}.items()
            if user_id in before and before[user_id] != state
        }
        self._log_b2b_changes(pairs)
        self._end_b2b_access(pairs)

    def _get_b2b_state_gone(self, before):
        """Return what is left of who is no customer's user any more.

        Who has become a member of the staff logs in as before.

        :param UserState before: what he was.
        :rtype: UserState
        """
        if not self.sudo().active:
            return replace(before, active=False)
        return replace(before, codes=frozenset())

    def _note_b2b_removal(self):
        """Log who is about to be deleted, and have his invitations end (USR-6)."""
        users_sudo = self._filter_b2b_customers()._filter_b2b_not_closed()
        if not users_sudo:
            return
        self.env["cats.application"].sudo()._withdraw_of_users(users_sudo)
        self.env["cats.right.log"]._log(
            [
                user_sudo._prepare_b2b_log("removed", user_sudo._get_b2b_holding())
                for user_sudo in users_sudo
            ]
        )

    def _log_b2b_changes(self, pairs):
        """:param dict pairs: state before and after by user, as superuser."""
        if self.env.context.get("b2b_unlogged"):
            return
        entries = []
        for user_sudo, (before, after) in pairs.items():
            if before.active != after.active:
                kind = "reactivated" if after.active else "deactivated"
                entries.append(user_sudo._prepare_b2b_log(kind))
            if (before.codes, before.role_id) != (after.codes, after.role_id):
                kind = "rights" if before.role_id == after.role_id else "role"
                entries.append(
                    user_sudo._prepare_b2b_log(kind, before.codes, after.codes)
                )
        self.env["cats.right.log"]._log(entries)

    def _prepare_b2b_log(self, kind, before=frozenset(), after=frozenset()):
        """Return the values of an entry of the log about this user.

        :param str kind: of the entry.
        :param frozenset before: rights that he had.
        :param frozenset after: rights that he has.
        :rtype: dict
        """
        self.ensure_one()
        return {
            "kind": kind,
            "partner_id": self.partner_id.commercial_partner_id.id,
            "contact_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "role_id": self.b2b_role_id.id,
            **self.env["cats.right.log"]._prepare_difference(before, after),
        }

    def _end_b2b_access(self, pairs):
        """Shut the doors that would stay open to who lost a right (USR-4).

        Sessions end by themselves: Odoo's session token contains whether a user is
        active, and rules are read anew once groups have changed.

        :param dict pairs: state before and after by user, as superuser.
        """
        lost = [
            user_sudo
            for user_sudo, (before, after) in pairs.items()
            if before.codes - after.codes or before.active > after.active
        ]
        if not lost:
            return
        losers_sudo = self.sudo().browse().union(*lost)
        losers_sudo._unfollow_b2b_documents()
        out_sudo = losers_sudo.filtered(lambda user: not pairs[user][1].active)
        out_sudo.api_key_ids._remove()
        out_sudo.partner_id.signup_cancel()
        led_sudo = losers_sudo.filtered(
            lambda user: pairs[user][0].is_leading and not pairs[user][1].is_leading
        )
        if led_sudo:
            led_sudo.env["cats.application"]._withdraw_of_users(led_sudo)

    # -- Roles of new users -------------------------------------------------------

    def _welcome_b2b_users(self):
        """Give users who are new a role, and note that they are there (USR-5)."""
        users_sudo = self._filter_b2b_customers()
        if not users_sudo:
            return
        unlogged_sudo = users_sudo.with_context(b2b_unlogged=True)
        for role, with_role in unlogged_sudo.grouped("b2b_role_id").items():
            if role:
                with_role.filtered(lambda it: not it._get_b2b_given())._set_b2b_role(
                    role
                )
        unlogged_sudo._give_b2b_roles()
        self.env["cats.right.log"]._log(
            [
                user_sudo._prepare_b2b_log(
                    "activated",
                    after=user_sudo._get_b2b_holding(),
                )
                for user_sudo in users_sudo
                if user_sudo.active
            ]
        )

    def _give_b2b_roles(self, earlier=False):
        """Give customers' users who have neither role nor rights a role (USR-5).

        A company's only login is its principal user: "if you are registered as
        principal user, you can manage all rights of your colleagues". "Companies with
        several accounts from before share one configuration": all that they could do
        until now, except to manage users. Later users get the company's role for new
        users.

        :param bool earlier: whether they are from before there were rights.
        """
        users_sudo = self._filter_b2b_customers().filtered(
            lambda user: not user.b2b_role_id and not user._get_b2b_given()
        )
        if not users_sudo:
            return
        logins = users_sudo._count_b2b_logins()
        shops = users_sudo._get_b2b_home_shops()
        by_role = defaultdict(users_sudo.browse)
        for user_sudo in users_sudo:
            only = user_sudo.active and logins[user_sudo.commercial_partner_id] == 1
            role = user_sudo._choose_b2b_role(shops[user_sudo], only, earlier)
            by_role[role] |= user_sudo
        for role, users in by_role.items():
            if role:
                users._set_b2b_role(role)

    def _count_b2b_logins(self):
        """:return: number of active logins by company of these users."""
        companies = self.partner_id.commercial_partner_id
        users = self.search(
            [
                ("active", "=", True),
                ("partner_id.commercial_partner_id", "in", companies.ids),
                ("share", "=", True),
            ]
        )
        return Counter(user.partner_id.commercial_partner_id for user in users)

    def _get_b2b_home_shops(self):
        """:return: the B2B shop that each of the users belongs to, by user."""
        websites = self.env["website"].search(
            [("b2b_enabled", "=", True)], order="sequence, id"
        )
        by_company = {one.company_id: one for one in reversed(websites)}

        def find(user):
            # His current company's shop goes before those of his other ones.
            own = [by_company.get(one) for one in user.company_id | user.company_ids]
            return next((shop for shop in own if shop), websites.browse())

        return {user: user.website_id or find(user) for user in self}

    def _choose_b2b_role(self, website, only, earlier):
        """Return the role of a user who has none.

        Who shops for himself belongs to no company whose users he could manage, and is
        to manage none if he is made a contact of one.

        :param website website: the shop that he belongs to.
        :param bool only: whether he is his company's only login.
        :param bool earlier: whether he is from before there were rights.
        :rtype: cats.role
        """
        self.ensure_one()
        company = self.partner_id.commercial_partner_id
        is_private = not (company.is_company or company.vat)
        if only and not is_private:
            return website.b2b_first_role_id
        if earlier or is_private:
            return self.env.ref("cats_b2b.cats_role_full", raise_if_not_found=False)
        return company._get_b2b_default_role(website)

    def _renew_b2b_roles(self):
        """Have customers' users who came to another company begin anew there."""
        if not self:
            return  # Caches are cleared by every write of groups.
        groups = self.env["cats.role"]._get_b2b_rights()
        commands = [Command.unlink(group.id) for group in groups]
        self.write({"b2b_role_id": False, "group_ids": commands})
        self._give_b2b_roles()
