from odoo import api, fields, models
from odoo.fields import Command


class CatsActivationReport(models.TransientModel):
    """What has become of each contact who was to get an activation mail."""

    _name = "cats.activation.report"
    _description = "Activation Mails Sent"

    line_ids = fields.One2many(
        comodel_name="cats.activation.report.line",
        inverse_name="report_id",
        readonly=True,
    )
    sent_count = fields.Integer(string="Sent", readonly=True)

    @api.model
    def _open(self, results):
        """Return the action that shows results.

        :param dict results: code of a result by contact.
        :rtype: dict
        """
        report = self.create(
            {
                "sent_count": list(results.values()).count("sent"),
                "line_ids": [
                    Command.create({"partner_id": contact.id, "result": result})
                    for contact, result in results.items()
                ],
            }
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cats_b2b.cats_activation_report_action"
        )
        return {**action, "res_id": report.id}


class CatsActivationReportLine(models.TransientModel):
    _name = "cats.activation.report.line"
    _description = "Contact of an Activation Report"

    report_id = fields.Many2one(
        comodel_name="cats.activation.report", required=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(comodel_name="res.partner", string="Contact")
    email = fields.Char(related="partner_id.email")
    result = fields.Selection(
        selection=[
            ("sent", "Sent"),
            ("active", "Has a login already"),
            ("deactivated", "The login is deactivated"),
            ("no_email", "No contact with a valid e-mail address"),
            ("no_vat", "No company with a VAT number"),
            ("shared", "Somebody else has the same e-mail address"),
        ],
        required=True,
    )
