from odoo import fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_list

# What an inspection can say; all of it but the files stays in the claim's history.
FINDINGS = (
    "verdict",
    "received_lot_id",
    "was_used",
    "packaging_found",
    "erred",
    "is_repairable",
    "inspection_note",
    "internal_note",
)


class CatsReturnInspectionMixin(models.AbstractModel):
    """What staff find when they look at claimed goods, or at their photos (AFS-4).

    "À réception du produit, celui-ci sera contrôlé" (INK); "zodra de goederen retour
    ontvangen zijn zullen zij getest worden" (WHS).
    """

    _name = "cats.return.inspection.mixin"
    _description = "Inspection of a return"

    serial_match = fields.Selection(
        selection=[("match", "The one that is claimed"), ("other", "Another one")],
        compute="_compute_serial_match",
        compute_sudo=True,
        groups="base.group_user",
    )
    can_inspect = fields.Boolean(
        compute="_compute_can_inspect", groups="cats_b2b.group_returns"
    )

    def _compute_serial_match(self):
        for line in self:
            line.serial_match = line._compare_serials() or False

    def _compute_can_inspect(self):
        for line in self:
            line.can_inspect = line._can_inspect()

    # -- Buttons --------------------------------------------------------------------

    def action_inspect(self):
        """:return: the action of the wizard that asks what was found."""
        self.ensure_one()
        self._check_staff()
        self._check_can_inspect()
        wizard = self.env["cats.return.inspect"]._create_for(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Inspect"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    # -- The inspection ---------------------------------------------------------------

    def _can_inspect(self):
        """Tell whether goods can be inspected, or inspected anew.

        :return: true once the claim is approved: also before they come, by the photos;
            false where nothing comes in, or once it is settled what becomes of them.
        :rtype: bool
        """
        self.ensure_one()
        line_sudo = self.sudo()
        if not line_sudo._sends_in() or not line_sudo._has_event("approved"):
            return False
        if line_sudo.state in ("done", "refused", "withdrawn"):
            return False
        return not line_sudo._has_event("inspected") or line_sudo._may_propose()

    def _check_can_inspect(self):
        """:raise UserError: when there is nothing to inspect, or no more."""
        if not self._can_inspect():
            raise UserError(
                self.env._(
                    "%(line)s: it cannot be inspected, or not any more.",
                    line=self.display_name,
                )
            )

    def _inspect(self, vals):
        """Note what was found, and propose what becomes of it, as the current user.

        :param dict vals: values of :data:`FINDINGS`, and the new photos
            (``inspection_photo_ids``, attachments of the user).
        :raise AccessError: for who may not handle the claim.
        :raise UserError: when it cannot be inspected now.
        :raise ValidationError: without a verdict; another serial number needs none.
        """
        self.ensure_one()
        self._check_staff()
        self.sudo()._lock_b2b()
        self.invalidate_recordset(["events", "solution", "state"])
        self._check_can_inspect()
        line_sudo = self.sudo()
        before = line_sudo._get_findings()
        self._keep_photos(vals.get("inspection_photo_ids", ()))
        line_sudo.write({name: vals[name] for name in FINDINGS if name in vals})
        line_sudo.inspected_by_id = self.env.uid
        if not line_sudo.verdict and line_sudo._compare_serials() != "other":
            raise ValidationError(self.env._("Please choose a verdict."))
        if line_sudo._has_event("inspected"):
            line_sudo._note_findings(before)
        else:
            line_sudo._log_event("inspected")
        line_sudo._propose_solutions()

    def _keep_photos(self, attachment_ids):
        """Make files of the inspection files of the claim: its rights open them.

        :param attachment_ids: ids of attachments that the user has just uploaded, or
            of photos of an earlier inspection; those left out are dropped.
        """
        photos = self.env["ir.attachment"].browse(attachment_ids).exists()
        photos.check_access("read")
        old_sudo = self.sudo().inspection_photo_ids
        fresh = photos - old_sudo.sudo(False)
        fresh.check_access("write")
        fresh.sudo().write({"res_model": "cats.return", "res_id": self.return_id.id})
        self.sudo().inspection_photo_ids = photos.ids

    def _get_findings(self):
        """:return: dict: what was found as words, by field."""
        self.ensure_one()
        found = {}
        for name in FINDINGS:
            field, value = self._fields[name], self[name]
            if field.type == "selection":
                value = dict(field._description_selection(self.env)).get(value)
            elif field.type == "many2one":
                value = value.display_name
            elif field.type == "boolean":
                value = self.env._("yes") if value else self.env._("no")
            found[name] = value or self.env._("nothing")
        return found

    def _note_findings(self, before):
        """Keep in the claim's history what an earlier inspection had found."""
        now = self._get_findings()
        changes = [
            self.env._(
                "%(what)s: %(old)s → %(new)s",
                what=self._fields[name]._description_string(self.env),
                old=before[name],
                new=now[name],
            )
            for name in FINDINGS
            if before[name] != now[name]
        ]
        if not changes:
            return
        self.return_id.message_post(
            body=self.env._(
                "%(product)s was inspected anew. %(changes)s",
                product=self.product_id.display_name,
                changes=format_list(self.env, changes),
            ),
            subtype_xmlid="mail.mt_note",
        )
