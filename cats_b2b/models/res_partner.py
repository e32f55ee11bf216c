from odoo import api, fields, models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = [
        "res.partner",
        "cats.company.users.mixin",
        "cats.partner.activation.mixin",
        "cats.partner.entitlement.mixin",
        "cats.partner.lock.mixin",
        "cats.partner.rights.mixin",
        "cats.partner.vat.mixin",
        "cats.return.count.mixin",
    ]

    _b2b_return_paths = ("commercial_partner_id", "partner_id")

    b2b_small_order_exempt = fields.Boolean(
        string="No small-order fee",
        help="Orders of this company and its contacts never bear the small-order fee.",
    )
    b2b_bulky_exempt = fields.Boolean(
        string="No bulky surcharge",
        help="Orders of this company and its contacts never bear the surcharge on "
        "bulky goods.",
    )
    b2b_remote_exempt = fields.Boolean(
        string="No remote-address cost",
        help="Orders of this company and its contacts never bear the cost of remote "
        "delivery addresses.",
    )
    b2b_has_dispute = fields.Boolean(
        string="Payment in dispute",
        tracking=True,
        copy=False,
        groups="base.group_user",
        help="Set on the company: blocks exchange and service until it is closed "
        "(AFS-9).",
    )
    b2b_warehouse_id = fields.Many2one(
        comodel_name="stock.warehouse",
        string="Delivering warehouse",
        company_dependent=True,
        check_company=True,
        groups="base.group_user",
        help="The warehouse from which this company and its contacts are delivered. "
        "When empty, the country of the delivery address decides.",
    )

    b2b_customer_article_count = fields.Integer(
        string="Own article numbers",
        compute="_compute_b2b_customer_article_count",
        groups="sales_team.group_sale_salesman",
    )

    def _compute_b2b_customer_article_count(self):
        counts = self.env["cats.customer.article"]._read_group(
            [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
        )
        by_partner = dict(counts)
        for partner in self:
            partner.b2b_customer_article_count = by_partner.get(partner, 0)

    def write(self, vals):
        """Override of `base`: who moves reaches other records from now on (USR-4)."""
        result = super().write(vals)
        if "b2b_has_dispute" in vals and not vals["b2b_has_dispute"]:
            self._end_b2b_disputes()
        if vals.keys() & self._get_b2b_rule_fields() and self._has_b2b_logins():
            self.env["res.users"]._clear_b2b_rules()
        return result

    def _end_b2b_disputes(self):
        """Go on with what waited for the end of the companies' disputes (AFS-9)."""
        companies = ("commercial_partner_id", "in", self.commercial_partner_id.ids)
        lines_sudo = self.env["cats.return.line"].sudo()
        held = lines_sudo.search([companies, ("solution", "=", "hold")])
        lines_sudo._propose_after_dispute(held.order_id)

    @api.depends("vat")
    def _compute_vies_valid(self):
        """Override of `base_vat` to ask nobody about numbers whose answer is known.

        The context ``b2b_vies_known`` has, by VAT number, whether VIES knows it.
        """
        known = self.env.context.get("b2b_vies_known") or {}
        answered = self.filtered(lambda partner: partner.vat in known)
        for partner in answered:
            partner.vies_valid = known[partner.vat]
        others = self - answered
        return super(ResPartner, others)._compute_vies_valid() if others else None

    @api.model
    def _get_b2b_rule_fields(self):
        """:return: set: what of a contact the record rules of its users depend on."""
        return {
            "is_company",
            "parent_id",
            "specific_property_product_pricelist",
            # That of his users is this one.
            "website_id",
        }

    def _has_b2b_logins(self):
        """:return: bool: whether users belong to these contacts or to those below."""
        Users = self.env["res.users"].sudo().with_context(active_test=False)
        return bool(Users.search_count([("partner_id", "child_of", self.ids)], limit=1))

    @api.model
    def _commercial_fields(self):
        """Override of `base` to keep exemptions and warehouse on the company."""
        return [
            *super()._commercial_fields(),
            "b2b_small_order_exempt",
            "b2b_bulky_exempt",
            "b2b_remote_exempt",
            "b2b_warehouse_id",
        ]

    @api.model
    def _get_frontend_writable_fields(self):
        """Override of `portal` to lock what is the company's (ACC-8)."""
        names = super()._get_frontend_writable_fields()
        return (
            names & self._get_b2b_writable_fields() if self._is_b2b_locked() else names
        )

    def _can_be_edited_by_current_customer(self, **kwargs):
        """Override of `portal` to open delivery addresses only (ACC-8, USR-3)."""
        editable = super()._can_be_edited_by_current_customer(**kwargs)
        if not self._is_b2b_locked():
            return editable
        if self._is_b2b_company_data():
            return self._is_b2b_company_open()
        return (
            editable
            and self._can_b2b_manage_addresses()
            and self._is_b2b_delivery_address()
        )
