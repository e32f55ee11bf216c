from odoo import api, models
from odoo.fields import Command


class ResGroups(models.Model):
    _inherit = "res.groups"

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base`: a group may bring rights along from its start (USR-6)."""
        users = self.env["res.users"].union(
            *(self._get_b2b_users_touched(vals) for vals in vals_list)
        )
        before = users._get_b2b_states()
        groups = super().create(vals_list)
        self.env["res.users"]._clear_b2b_rules()
        users._note_b2b_changes(before)
        return groups

    def write(self, vals):
        """Override of `base`: rights are also given and taken by groups (USR-6)."""
        users = self._get_b2b_users_touched(vals)
        before = users._get_b2b_states()
        result = super().write(vals)
        if {"user_ids", "implied_ids", "implied_by_ids"} & vals.keys():
            self.env["res.users"]._clear_b2b_rules()
        users._note_b2b_changes(before)
        return result

    def unlink(self):
        """Override of `base`: who is a user's or a right's by it is so no more."""
        result = super().unlink()
        self.env["res.users"]._clear_b2b_rules()
        return result

    def _get_b2b_users_touched(self, vals):
        """:return: the users who may get or lose these groups by what is written."""
        users_sudo = self.env["res.users"].sudo().with_context(active_test=False)
        if "user_ids" not in vals:
            return users_sudo
        ids = set(self.sudo().with_context(active_test=False).user_ids.ids)
        for command in vals["user_ids"] or ():
            match command:
                case int():
                    ids.add(command)
                case [Command.SET, _, others]:
                    ids.update(others)
                case [Command.LINK | Command.UNLINK, user_id, *_]:
                    ids.add(user_id)
        return users_sudo.browse(ids).exists()
