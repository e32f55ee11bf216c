from odoo import api, fields, models

from ..policies.change_request import Change


class CatsChangeRequestLine(models.Model):
    """One field of a change request: what it was, what it is to become (ACC-8)."""

    _name = "cats.change.request.line"
    _description = "Line of a change request"
    _order = "request_id, id"
    _rec_name = "field_name"

    request_id = fields.Many2one(
        comodel_name="cats.change.request",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    field_name = fields.Char(required=True, readonly=True)
    label = fields.Char(compute="_compute_label", string="Field")
    old_value = fields.Json(readonly=True)
    new_value = fields.Json(readonly=True)
    old_text = fields.Char(string="Old", readonly=True)
    new_text = fields.Char(string="New", readonly=True)
    today_text = fields.Char(string="Meanwhile", compute="_compute_today")
    is_moved = fields.Boolean(string="Changed meanwhile", compute="_compute_today")

    @api.depends("field_name")
    @api.depends_context("lang")
    def _compute_label(self):
        labels = self.env["cats.change.request"]._get_field_labels()
        for line in self:
            line.label = labels.get(line.field_name, line.field_name)

    @api.depends("request_id.state", "old_value", "new_value")
    def _compute_today(self):
        for line in self:
            request = line.request_id
            name = line.field_name
            today = request._get_values(request.sudo().address_id, [name])[name]
            is_open = request.state == "open"
            # What is as asked for already is not worth a warning.
            line.is_moved = is_open and today not in (
                line.old_value or False,
                line.new_value or False,
            )
            line.today_text = (
                request._get_value_text(name, today) if line.is_moved else False
            )

    def _get_changes(self):
        """:return: the lines as the policy knows them."""
        return tuple(
            Change(line.field_name, line.old_value or False, line.new_value or False)
            for line in self
        )
