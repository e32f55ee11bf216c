from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError, UserError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..policies import rights as rights_policy
from .account import get_text

PAGE_SIZE = 30
ROOT = "/my/contacts"


class B2bCompanyUsers(CustomerPortal):
    """The users of a customer and what they may do (USR-1, USR-2, USR-3, USR-6)."""

    # -- The table ----------------------------------------------------------------

    @route(ROOT, type="http", auth="user", website=True, sitemap=False, methods=["GET"])
    def b2b_contacts(self, **_kwargs):
        """Show who may do what: all of them to principal users, himself to others."""
        self._check_b2b_member()
        users_sudo = request.env["res.users"]._get_b2b_colleagues()
        applications = request.env["cats.application"]
        invitations_sudo = applications._get_invitations()
        invitations_sudo |= applications._get_others_invited()
        waiting_sudo = applications._get_waiting_colleagues()
        values = {
            "people": [
                *(user._prepare_b2b_row() for user in users_sudo),
                *(one._prepare_invitation_row() for one in invitations_sudo),
            ],
            "waiting_count": len(waiting_sudo),
        }
        return self._render_b2b_contacts("contacts", "b2b_contacts", values)

    # -- One of them --------------------------------------------------------------

    @route(
        f"{ROOT}/<int:user_id>",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["GET"],
    )
    def b2b_contact(self, user_id, **_kwargs):
        """Show what a colleague can do, and why; a principal user changes it."""
        return self._render_b2b_contact(self._get_b2b_user(user_id))

    @route(
        f"{ROOT}/<int:user_id>",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["POST"],
    )
    def b2b_contact_change(self, user_id, action="", **post):
        """Change the rights or the role of a user, shut him out, or let him in."""
        user = request.env["res.users"].browse(self._get_b2b_user(user_id).id)
        try:
            done = self._change_b2b_user(user, action, post)
        except AccessError as error:
            raise NotFound() from error
        except UserError as error:
            return self._render_b2b_contact(user.sudo(), action, post, str(error))
        is_gone = action == "remove" or user == request.env.user
        return self._redirect_b2b(done, ROOT if is_gone else f"{ROOT}/{user_id}")

    def _change_b2b_user(self, user, action, post):
        """:return: code of what was done, for the message of the next page."""
        match action:
            case "rights":
                user._change_b2b_rights(self._parse_b2b_rights(post))
            case "role":
                user._change_b2b_role(self._parse_b2b_role(post))
            case "reset":
                user._change_b2b_role(user.sudo().b2b_role_id)
            case "deactivate":
                user._deactivate_b2b()
            case "reactivate":
                user._reactivate_b2b()
            case "remove":
                user._remove_b2b()
            case _:
                raise NotFound()
        return action

    def _render_b2b_contact(self, user_sudo, action="", post=None, error=""):
        """:return: the page of a user; after an error with what was typed."""
        row = user_sudo._prepare_b2b_row()
        levels = {cell.column: cell.level for cell in row["cells"]}
        role_id = str(user_sudo.b2b_role_id.id)
        if action == "rights":
            codes = self._parse_b2b_rights(post)
            cells = rights_policy.summarise(None, codes)
            levels = {cell.column: cell.level for cell in cells}
        if action == "role":
            role_id = get_text(post.get("role_id"))
        values = {
            "row": row,
            "user_sudo": user_sudo,
            "levels_chosen": levels,
            "deviating": {cell.column for cell in row["cells"] if cell.deviates},
            "role_id": role_id,
            "explained": user_sudo._explain_b2b_rights(),
            "error": error,
            "error_of": action,
        }
        return self._render_b2b_contacts("contact", "b2b_contact", values)

    # -- Invitations --------------------------------------------------------------

    @route(
        f"{ROOT}/invite",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["GET"],
    )
    def b2b_invite(self, **_kwargs):
        """Show the form of an invitation."""
        self._check_b2b_principal()
        return self._render_b2b_invite({}, {})

    @route(
        f"{ROOT}/invite",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["POST"],
    )
    def b2b_invite_submit(self, **post):
        """Invite a colleague, or say beside each field what is wrong."""
        self._check_b2b_principal()
        names = ("first_name", "last_name", "email")
        values = {name: get_text(post.get(name)) for name in names}
        applications = request.env["cats.application"]
        errors = applications._invite_by_principal(
            values, self._parse_b2b_role(post), request.website.sudo()
        )
        if errors:
            return self._render_b2b_invite(post, errors)
        return self._redirect_b2b("invited", ROOT)

    @route(
        f"{ROOT}/invitations/<int:application_id>",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["POST"],
    )
    def b2b_invitation(self, application_id, action="", **_post):
        """Send an invitation again, or take it back."""
        self._check_b2b_principal()
        application = request.env["cats.application"].browse(application_id)
        try:
            if action == "resend":
                application._resend_by_principal()
            elif action == "withdraw":
                application._withdraw_by_principal()
            else:
                raise NotFound()
        except AccessError as error:
            raise NotFound() from error
        except UserError as error:
            request.session["b2b_contacts_error"] = str(error)
            return request.redirect(ROOT)
        return self._redirect_b2b(action, ROOT)

    def _render_b2b_invite(self, post, errors):
        default = request.env.user.partner_id._get_b2b_default_role(request.website)
        names = ("first_name", "last_name", "email")
        values = {
            "typed": {name: get_text(post.get(name)) for name in names},
            "role_id": get_text(post.get("role_id")) or str(default.id),
            "errors": errors,
        }
        return self._render_b2b_contacts("contact_invite", "b2b_invite", values)

    # -- Roles --------------------------------------------------------------------

    @route(
        f"{ROOT}/roles",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["GET"],
    )
    def b2b_roles(self, **_kwargs):
        """Show the roles that there are, and the one of new users."""
        self._check_b2b_principal()
        return self._render_b2b_roles()

    @route(
        f"{ROOT}/roles",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["POST"],
    )
    def b2b_default_role(self, **post):
        """Decide what new users of the company may do (USR-5)."""
        self._check_b2b_principal()
        role = self._parse_b2b_role(post)
        try:
            if post.get("role_id"):
                request.env.user.partner_id._check_b2b_role(role)
            request.env["res.partner"]._set_b2b_default_role(role)
        except UserError as error:
            return self._render_b2b_roles(str(error))
        return self._redirect_b2b("default", f"{ROOT}/roles")

    def _render_b2b_roles(self, error=""):
        company_sudo = request.env.user.sudo().commercial_partner_id
        values = {
            "default_role_id": company_sudo.b2b_default_role_id.id,
            "shop_role": request.website.sudo().b2b_role_id,
            "error": error,
        }
        return self._render_b2b_contacts("contact_roles", "b2b_roles", values)

    @route(
        [f"{ROOT}/roles/new", f"{ROOT}/roles/<int:role_id>"],
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["GET"],
    )
    def b2b_role(self, role_id=None, **_kwargs):
        """Show the form of a role of the company's own."""
        return self._render_b2b_role(self._get_b2b_own_role(role_id), {}, {})

    @route(
        [f"{ROOT}/roles/new", f"{ROOT}/roles/<int:role_id>"],
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["POST"],
    )
    def b2b_role_save(self, role_id=None, action="save", **post):
        """Save a role of the company's own, or remove it."""
        role = self._get_b2b_own_role(role_id)
        partners = request.env["res.partner"]
        try:
            if action == "remove":
                partners._remove_b2b_role(role)
                return self._redirect_b2b("role_removed", f"{ROOT}/roles")
            name, codes = get_text(post.get("name")), self._parse_b2b_rights(post)
            errors = partners._save_b2b_role(role, name, codes)
        except UserError as error:
            errors = {"": str(error)}
        if errors:
            return self._render_b2b_role(role, errors, post)
        return self._redirect_b2b("role_saved", f"{ROOT}/roles")

    def _get_b2b_own_role(self, role_id):
        """:return: the company's own role, as superuser; an empty one for a new role.

        :raise NotFound: if it is not his company's.
        """
        self._check_b2b_principal()
        roles_sudo = request.env.user.partner_id._get_b2b_roles()
        if not role_id:
            return roles_sudo.browse()
        role_sudo = roles_sudo.filtered(lambda it: it.id == role_id and it.partner_id)
        if not role_sudo:
            raise NotFound()
        return role_sudo

    def _render_b2b_role(self, role_sudo, errors, post):
        codes = role_sudo._get_b2b_codes(role_sudo.group_ids)
        if errors and "name" in post:
            codes = self._parse_b2b_rights(post)
        cells = rights_policy.summarise(None, codes)
        values = {
            "role_sudo": role_sudo,
            "name": get_text(post.get("name")) if post else role_sudo.name or "",
            "levels_chosen": {cell.column: cell.level for cell in cells},
            "deviating": (),
            "errors": errors,
        }
        return self._render_b2b_contacts("contact_role", "b2b_role", values)

    # -- Log ----------------------------------------------------------------------

    @route(
        [f"{ROOT}/log", f"{ROOT}/log/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["GET"],
    )
    def b2b_right_log(self, page=1, **_kwargs):
        """Show who changed whose rights, when (USR-6)."""
        self._check_b2b_principal()
        entries = request.env["cats.right.log"]
        # Record rules leave those of the user's own company.
        count = entries.search_count([])
        pages = pager(f"{ROOT}/log", total=count, page=page, step=PAGE_SIZE)
        found = entries.search([], limit=PAGE_SIZE, offset=pages["offset"])
        values = {"entries": found._prepare_b2b_rows(), "pager": pages}
        return self._render_b2b_contacts("contact_log", "b2b_right_log", values)

    # -- Helpers ------------------------------------------------------------------

    def _check_b2b_member(self):
        """:raise NotFound: for whoever is no customer of a B2B shop."""
        if not request.env["res.users"]._is_b2b_customer():
            raise NotFound()

    def _check_b2b_principal(self):
        """:raise NotFound: for whoever does not manage the users of a company."""
        if not request.env["res.users"]._is_b2b_principal():
            raise NotFound()

    def _get_b2b_user(self, user_id):
        """:return: the user, as superuser, if the current user may see him.

        :raise NotFound: for users of other companies and, without the right to manage
            users, for colleagues.
        """
        self._check_b2b_member()
        users_sudo = request.env["res.users"]._get_b2b_colleagues()
        user_sudo = users_sudo.filtered(lambda user: user.id == user_id)
        if not user_sudo:
            raise NotFound()
        return user_sudo

    def _parse_b2b_role(self, post):
        """:return: the role that was chosen, as superuser; none for anything else."""
        roles_sudo = request.env.user.partner_id._get_b2b_roles()
        role_id = get_text(post.get("role_id"))
        return roles_sudo.filtered(lambda role: str(role.id) == role_id)

    def _parse_b2b_rights(self, post):
        """:return: frozenset: codes of the rights that were chosen on a form."""
        scopes = {name: get_text(post.get(name)) for name in rights_policy.SCOPES}
        switches = [name for name in rights_policy.SWITCHES if post.get(name)]
        return rights_policy.choose(scopes, switches)

    def _redirect_b2b(self, done, path):
        """:return: the page, which says once what was done."""
        request.session["b2b_contacts_done"] = done
        return request.redirect(path)

    def _render_b2b_contacts(self, template, page_name, values):
        """:return: a page of this domain."""
        roles = request.env["cats.role"]
        is_principal = request.env["res.users"]._is_b2b_principal()
        company_roles = request.env.user.partner_id._get_b2b_roles()
        return request.render(
            f"cats_b2b.{template}",
            {
                **self._prepare_portal_layout_values(),
                "page_name": page_name,
                "is_principal": is_principal,
                "columns": roles._get_b2b_columns(),
                "levels": roles._get_b2b_level_labels(),
                "roles": company_roles if is_principal else company_roles.browse(),
                "done": request.session.pop("b2b_contacts_done", None),
                "flash_error": request.session.pop("b2b_contacts_error", None),
                **values,
            },
            headers={
                "X-Frame-Options": "SAMEORIGIN",
                "Content-Security-Policy": "frame-ancestors 'self'",
            },
        )
