from dataclasses import asdict, dataclass

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.http import request
from odoo.tools import SQL

from ..policies import portal_view as portal_view_policy

COLUMN_LIMIT = 500
VACUUM_LIMIT = 10_000


@dataclass(frozen=True)
class PortalView:
    """A member of the staff who looks as a customer's user, as his session keeps it.

    :param int staff_id: the staff's user.
    :param int user_id: the customer's user.
    :param bool acting: whether he may write, too.
    :param str started: when, as the string of a naive datetime in UTC.
    """

    staff_id: int
    user_id: int
    acting: bool
    started: str

    to_json = asdict


class CatsPortalView(models.Model):
    """The trail of staff who looked at the portal as a customer's user (USR-5).

    Only :meth:`_record` adds to it; nobody changes it.
    """

    _name = "cats.portal.view"
    _description = "View of the portal as a customer's user"
    _order = "create_date desc, id desc"
    _rec_name = "path"

    staff_id = fields.Many2one(
        comodel_name="res.users",
        string="Staff",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="Who looked.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Customer's user",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="As whom.",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True, index=True)
    acting = fields.Boolean(readonly=True, help="Whether the staff could write, too.")
    method = fields.Char(readonly=True)
    path = fields.Char(required=True, readonly=True)
    call = fields.Char(readonly=True, help="Model and method of a remote call.")
    outcome = fields.Selection(
        selection=[
            ("started", "Started"),
            ("seen", "Viewed"),
            ("written", "Written"),
            ("refused", "Refused"),
            ("failed", "Failed"),
            ("ended", "Ended"),
        ],
        required=True,
        readonly=True,
    )
    create_date = fields.Datetime(string="When")

    # -- Who may ------------------------------------------------------------------

    @api.model
    def _get_current(self):
        """:return: what the current request shows as whom, ``None`` if as oneself.

        :rtype: PortalView | None
        """
        return getattr(request, "b2b_view", None) if request else None

    @api.model
    def _decide_view(self, view, now):
        """Decide whether somebody (still) looks at the portal as somebody else.

        :param PortalView view: who, as whom, since when.
        :param datetime now: naive, in UTC.
        :rtype: portal_view_policy.ViewDecision
        """
        users_sudo = self.env["res.users"].sudo()
        staff_sudo = users_sudo.browse(view.staff_id).exists()
        user_sudo = users_sudo.browse(view.user_id).exists()
        facts = portal_view_policy.ViewFacts(
            staff=bool(staff_sudo.active and staff_sudo._is_internal()),
            right=bool(staff_sudo) and self._has_view_right(staff_sudo, view.acting),
            customer=bool(user_sudo.active and user_sudo._is_b2b_customer()),
            ours=self._is_ours(staff_sudo, user_sudo),
            age=now - fields.Datetime.from_string(view.started),
        )
        return portal_view_policy.decide_view(facts)

    @api.model
    def _has_view_right(self, staff_sudo, acting):
        """:return: whether a user has the right to look, and to act if he wants to."""
        return staff_sudo.has_group("cats_b2b.group_view_portal") and (
            not acting or staff_sudo.has_group("cats_b2b.group_act_for_customer")
        )

    @api.model
    def _is_ours(self, staff_sudo, user_sudo):
        """:return: whether a customer's user deals with the staff's companies only."""
        companies = staff_sudo.company_ids
        if not user_sudo or user_sudo.company_ids - companies:
            return False
        partner = user_sudo.partner_id.with_user(staff_sudo)
        return partner.with_context(allowed_company_ids=companies.ids).has_access(
            "read"
        )

    @api.model
    def _check_view(self, view, now):
        """:raise AccessError: if somebody may not look, saying why."""
        decision = self._decide_view(view, now)
        if not decision.allowed:
            raise AccessError(self._explain(decision))

    @api.model
    def _check_view_of(self, user):
        """:raise AccessError: if the current user may not look as this one."""
        now = fields.Datetime.now()
        started = fields.Datetime.to_string(now)
        self._check_view(PortalView(self.env.uid, user.id, False, started), now)

    @api.model
    def _explain(self, decision):
        """:return: why one may not look, or why something is refused, in words."""
        return getattr(self, f"_explain_view_{decision.because[0].code}")()

    def _explain_view_no_right(self):
        return self.env._(
            "You may not do this as a customer's user. Your administrator can give you "
            "the right."
        )

    def _explain_view_no_customer(self):
        return self.env._("This is no active user of a customer of a B2B shop.")

    def _explain_view_not_ours(self):
        return self.env._(
            "This customer's user also deals with companies that are not yours."
        )

    def _explain_view_expired(self):
        return self.env._(
            "You looked for %(minutes)s minutes. Start again if you need more.",
            minutes=int(portal_view_policy.LIFETIME.total_seconds() // 60),
        )

    def _explain_view_personal(self):
        return self.env._(
            "Nobody does this for a customer: his login, his keys and his saved cards "
            "are his own."
        )

    def _explain_view_people(self):
        return self.env._(
            "Nobody manages users in a customer's name. Stop, and do it as yourself on "
            "the company's page of portal users."
        )

    def _explain_view_read_only(self):
        return self.env._(
            "You look at the portal as a customer's user and cannot change anything. "
            "Nothing was saved."
        )

    # -- The trail ----------------------------------------------------------------

    @api.model
    def _record(self, view, outcome, path, method="", call=""):
        """Add to the trail; to be called as superuser.

        :param PortalView view: who looked, as whom.
        :param str outcome: what became of it, as in the field.
        :param str path: what was asked for, without the query: it may have tokens.
        :param str method: of HTTP.
        :param str call: model and method of a remote call.
        """
        user_sudo = self.env["res.users"].sudo().browse(view.user_id)
        return self.create(
            {
                "staff_id": view.staff_id,
                "user_id": view.user_id,
                "partner_id": user_sudo.commercial_partner_id.id,
                "company_id": user_sudo.company_id.id,
                "acting": view.acting,
                "method": method,
                "path": path[:COLUMN_LIMIT],
                "call": call[:COLUMN_LIMIT],
                "outcome": outcome,
            }
        )

    @api.model
    def _record_apart(self, *args, **kwargs):
        """Add to the trail whatever becomes of the current transaction.

        Takes what :meth:`_record` takes.
        """
        with self.env.registry.cursor() as cr:
            self.with_env(api.Environment(cr, SUPERUSER_ID, {}))._record(
                *args, **kwargs
            )

    def write(self, vals):  # pylint: disable=method-required-super
        """:raise UserError: always."""
        raise UserError(self.env._("The trail of views cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        """:raise UserError: always."""
        raise UserError(self.env._("The trail of views cannot be deleted."))

    @api.autovacuum
    def _gc_old_views(self):
        """Forget what is older than a year: that staff looked is personal data, too."""
        until = fields.Datetime.now() - portal_view_policy.KEPT
        # Nobody may delete them through the ORM.
        self.env.cr.execute(
            SQL(
                "DELETE FROM cats_portal_view WHERE id IN ("
                "SELECT id FROM cats_portal_view WHERE create_date < %s LIMIT %s)",
                until,
                VACUUM_LIMIT,
            )
        )
        done = self.env.cr.rowcount
        return done, int(done == VACUUM_LIMIT)

    # -- What a page shows --------------------------------------------------------

    @api.model
    def _get_banner(self):
        """:return: what every page says while staff looks; ``False`` otherwise.

        :rtype: dict | bool
        """
        view = self._get_current()
        if not view:
            return False
        user_sudo = self.env["res.users"].sudo().browse(view.user_id)
        return {
            "name": user_sudo.name,
            "company": user_sudo.commercial_partner_id.name,
            "acting": view.acting,
        }
