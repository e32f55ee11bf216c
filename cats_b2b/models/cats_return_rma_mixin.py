from odoo import api, fields, models
from odoo.exceptions import UserError

from ..policies import returns_carriage


class CatsReturnRmaMixin(models.AbstractModel):
    """The RMA behind a claimed line: staff's and the warehouse's record (AFS-3)."""

    _name = "cats.return.rma.mixin"
    _description = "RMA of a return"

    age = fields.Integer(
        string="Age in days", compute="_compute_age", groups="base.group_user"
    )

    def _compute_age(self):
        for line in self:
            submitted = line.submitted_on or fields.Datetime.now()
            line.age = (fields.Datetime.now() - submitted).days

    # -- Buttons --------------------------------------------------------------------

    def action_approve(self):
        """:return: the action of the wizard that approves all or some of the claim."""
        return self.return_id.action_approve()

    def action_refuse(self):
        """:return: the action of the wizard that asks why the claim is refused."""
        return self.return_id.action_refuse()

    def action_view_transfers(self):
        """:return: the action that shows what comes in, and what is sent for it."""
        return self.return_id.action_view_transfers()

    @api.model
    def _get_list_action(self, domain):
        """:return: the action that shows lines of returns.

        :param Domain domain: which ones.
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Returns"),
            "res_model": self._name,
            "view_mode": "list,kanban,form",
            "domain": list(domain),
        }

    # -- The RMA --------------------------------------------------------------------

    def _sends_in(self):
        """:return: bool: whether goods come in; not of missing articles."""
        self.ensure_one()
        return self.reason != "missing_article"

    def _get_inbound_payer(self):
        """:return: ``seller``, ``customer`` or ``none``; by the claim at first."""
        self.ensure_one()
        line_sudo = self.sudo()
        if line_sudo.carriage_in:
            return line_sudo.carriage_in
        terms = line_sudo.return_id.policy_id._get_terms()
        facts = line_sudo._get_solution_facts()
        return returns_carriage.decide_carriage(facts, terms).inbound

    def _create_rmas(self):
        """Make and confirm one RMA per line of a claim, as the current user.

        All lines of one parcel come in one receipt, which bears the RA number.
        """
        claim = self.return_id
        # OCA's RMA takes a team of any company that the user works in; nobody is told
        # of it, the claim tells the customer and staff.
        rmas = self.env["rma"].with_context(
            allowed_company_ids=claim.company_id.ids,
            mail_create_nosubscribe=True,
            mail_auto_subscribe_no_notify=True,
        )
        first = len(claim.sudo().line_ids.rma_id) + 1
        for number, line in enumerate(self, first):
            name = f"{claim.ra_number}-{number}"
            line.sudo().rma_id = rmas.create(line._prepare_rma(name))
            rmas |= line.rma_id
        rmas.action_confirm()

    def _prepare_rma(self, name):
        """:return: dict: the values of the line's RMA."""
        self.ensure_one()
        claim = self.return_id
        order = self.order_id
        move = self.move_line_id.move_id
        location = claim._get_return_warehouse().rma_loc_id
        if not location:
            raise UserError(
                self.env._(
                    "No warehouse of %(seller)s takes returns.",
                    seller=claim.company_id.name,
                )
            )
        kind = "return" if self._sends_in() else "missing"
        return {
            "name": name,
            "origin": claim.name,
            "partner_id": claim.partner_id.id,
            "partner_shipping_id": self._get_shipping_address().id,
            "partner_invoice_id": order.partner_invoice_id.id,
            "order_id": order.id,
            "picking_id": move.picking_id.id,
            "move_id": move.id,
            "product_id": self.product_id.id,
            "product_uom_qty": self.quantity,
            "product_uom": self.product_uom_id.id,
            "operation_id": self.env.ref(f"cats_b2b.rma_operation_{kind}").id,
            "location_id": location.id,
            "company_id": claim.company_id.id,
            "user_id": (claim.responsible_id or self.env.user).id,
            "team_id": self._get_rma_team().id,
        }

    def _get_rma_team(self):
        """:return: rma.team: the seller's team, else a shared one, else none."""
        teams_sudo = self.env["rma.team"].sudo()
        own = teams_sudo.search([("company_id", "=", self.company_id.id)], limit=1)
        return own or teams_sudo.search([("company_id", "=", False)], limit=1)
