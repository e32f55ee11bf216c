from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CatsApplicationDocument(models.Model):
    """A document on the checklist of an application (ACC-9).

    Its files belong to this record, not to the application: who sees applications
    does not see bank data yet.
    """

    _name = "cats.application.document"
    _description = "Document of a B2B application, on its checklist"
    _order = "application_id, sequence, id"
    _rec_name = "type_id"

    application_id = fields.Many2one(
        comodel_name="cats.application", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="application_id.company_id", store=True)
    type_id = fields.Many2one(
        comodel_name="cats.document.type",
        string="Document",
        required=True,
        ondelete="restrict",
    )
    sequence = fields.Integer(related="type_id.sequence", store=True)
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="cats_application_document_attachment_rel",
        string="Files",
        bypass_search_access=True,
    )
    state = fields.Selection(
        selection=[
            ("received", "Received"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),
        ],
        required=True,
        default="received",
        readonly=True,
        copy=False,
    )
    note = fields.Char(help="For the staff; a refused document needs one.")
    checked_by_id = fields.Many2one(
        comodel_name="res.users", string="Checked by", readonly=True, copy=False
    )
    checked_on = fields.Datetime(readonly=True, copy=False)

    _type_uniq = models.Constraint(
        "unique(application_id, type_id)",
        "This document is on the checklist already.",
    )

    # -- Files --------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        documents._own_attachments()
        return documents

    def write(self, vals):
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._own_attachments()
        return result

    def _own_attachments(self):
        """Let files that staff uploaded belong to the document, not to who did it.

        :raise ValidationError: for a file that belongs to something else.
        """
        for document in self:
            for attachment_sudo in document.attachment_ids.sudo():
                owner = (attachment_sudo.res_model, attachment_sudo.res_id or 0)
                if owner == (self._name, document.id):
                    continue
                fresh = owner[0] in (False, self._name) and not owner[1]
                if not fresh or attachment_sudo.create_uid != self.env.user:
                    raise ValidationError(
                        self.env._("This file belongs to another record.")
                    )
                attachment_sudo.write(
                    {"res_model": self._name, "res_id": document.id, "public": False}
                )

    # -- Checking -----------------------------------------------------------------

    def action_accept(self):
        """Accept the documents (button)."""
        for document in self:
            if not document.attachment_ids:
                raise UserError(
                    self.env._(
                        "There is no file of %(document)s yet.",
                        document=document.type_id.name,
                    )
                )
        self._decide("accepted")

    def action_refuse(self):
        """Refuse the documents (button); a note says why."""
        for document in self:
            if not (document.note or "").strip():
                raise UserError(
                    self.env._(
                        "Please note first why you refuse %(document)s.",
                        document=document.type_id.name,
                    )
                )
        self._decide("refused")

    def _decide(self, state):
        self.check_access("write")
        self.write(
            {
                "state": state,
                "checked_by_id": self.env.uid,
                "checked_on": fields.Datetime.now(),
            }
        )
        labels = dict(self._fields["state"]._description_selection(self.env))
        for document in self:
            document.application_id._message_log(
                body=self.env._(
                    "%(document)s: %(state)s. %(note)s",
                    document=document.type_id.name,
                    state=labels[state],
                    note=document.note or "",
                )
            )
