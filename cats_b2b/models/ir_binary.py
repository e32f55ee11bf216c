from odoo import models


class IrBinary(models.AbstractModel):
    _inherit = "ir.binary"

    def _find_record(
        self,
        xmlid=None,
        res_model="ir.attachment",
        res_id=None,
        access_token=None,
        field=None,
    ):
        """Override of `base`: a file's token opens no hidden document (USR-4)."""
        record = super()._find_record(xmlid, res_model, res_id, access_token, field)
        if document := self._get_b2b_guarded_document(record):
            document._check_b2b_files()
        return record

    def _get_b2b_guarded_document(self, record):
        """Return the document, seen by right only, to which a file belongs.

        :param record: an attachment, or a record with a file in a field.
        :return: the document; ``None`` if it is none of those, and for attachments that
            staff made public.
        """
        name, res_id = record._name, record.id
        if name == "ir.attachment":
            attachment_sudo = record.sudo()
            if attachment_sudo.public:
                return None
            name, res_id = attachment_sudo.res_model, attachment_sudo.res_id
            if not name:
                # Invoices give up what is posted on them: the message alone knows.
                message_sudo = self.env["mail.message"].sudo()
                written = [("attachment_ids", "in", attachment_sudo.ids)]
                message_sudo = message_sudo.search(written, limit=1)
                name, res_id = message_sudo.model, message_sudo.res_id
        if name not in self.env["mail.message"]._get_b2b_guarded_names():
            return None
        return self.env[name].browse(res_id).exists()
