from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Command


class CatsRightLog(models.Model):
    """Who changed whose rights, when (USR-6). Nobody writes or deletes it."""

    _name = "cats.right.log"
    _description = "Change of a customer user's rights"
    _order = "create_date desc, id desc"
    _rec_name = "contact_id"

    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Changed by",
        readonly=True,
        ondelete="restrict",
        help="Empty: the shop itself.",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="User",
        readonly=True,
        ondelete="restrict",
        help="Whose rights were changed. Empty: the company's setting.",
    )
    kind = fields.Selection(
        selection=[
            ("rights", "Rights changed"),
            ("role", "Role changed"),
            ("default", "Role of new users changed"),
            ("defined", "Company's own role defined"),
            ("dropped", "Company's own role removed"),
            ("invited", "Invited"),
            ("resent", "Invited again"),
            ("withdrawn", "Invitation taken back"),
            ("activated", "Activated"),
            ("deactivated", "Deactivated"),
            ("reactivated", "Reactivated"),
            ("removed", "Removed"),
        ],
        required=True,
        readonly=True,
    )
    role_id = fields.Many2one(
        comodel_name="cats.role", string="Role", readonly=True, ondelete="restrict"
    )
    given_ids = fields.Many2many(
        comodel_name="res.groups",
        relation="cats_right_log_given_rel",
        string="Rights given",
        readonly=True,
    )
    taken_ids = fields.Many2many(
        comodel_name="res.groups",
        relation="cats_right_log_taken_rel",
        string="Rights taken",
        readonly=True,
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True, index=True)

    @api.model
    def _log(self, entries):
        """Keep what was changed, by the current user.

        :param list entries: dicts of values without ``user_id``.
        """
        if not entries:
            return
        user = self.env.user
        # Visitors who open a link, and our own jobs, are nobody in particular.
        by_whom = user.id != SUPERUSER_ID and not user._is_public() and user.id
        if view := self.env["cats.portal.view"]._get_current():
            # Staff who act as a customer's user remain who they are (USR-5).
            by_whom = view.staff_id
        # Nobody may write here.
        self.sudo().create([{**entry, "user_id": by_whom} for entry in entries])

    @api.model
    def _prepare_difference(self, before, after):
        """:return: dict: values for the rights that were given and taken.

        :param frozenset before: codes of rights.
        :param frozenset after: codes of rights.
        """
        groups = self.env["cats.role"]._get_b2b_groups()

        def link(codes):
            return [Command.link(groups[code].id) for code in sorted(codes)]

        return {"given_ids": link(after - before), "taken_ids": link(before - after)}

    def _prepare_b2b_rows(self):
        """Return what customers read of the log; names of people are told to them.

        :return: dicts with ``date``, ``who``, ``whom``, ``what``, ``role``, ``given``
            and ``taken``.
        :rtype: list
        """
        labels = self.env["cats.role"]._get_b2b_labels()
        groups = self.env["cats.role"]._get_b2b_groups()
        kinds = dict(self._fields["kind"]._description_selection(self.env))

        def name(those):
            return [labels[code] for code, group in groups.items() if group in those]

        return [
            {
                "date": entry_sudo.create_date,
                "who": entry_sudo.user_id.name,
                "whom": entry_sudo.contact_id.name,
                "what": kinds[entry_sudo.kind],
                "role": entry_sudo.role_id.name,
                "given": name(entry_sudo.given_ids),
                "taken": name(entry_sudo.taken_ids),
            }
            for entry_sudo in self.sudo()
        ]
