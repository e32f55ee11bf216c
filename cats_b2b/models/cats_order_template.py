from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..policies.order_template import MAX_LINES
from .cats_template_change_mixin import MAX_NAME


class CatsOrderTemplate(models.Model):
    """Articles and quantities kept to be ordered again, or collected for a project.

    ORD-2: "Order templates: permanent; renamed, edited, private or shared within the
    company". ORD-8: "Named project lists: collect articles anywhere in the shop, order
    from it".
    """

    _name = "cats.order.template"
    _inherit = [
        "cats.template.access.mixin",
        "cats.template.change.mixin",
        "cats.template.list.mixin",
        "cats.template.page.mixin",
        "cats.template.source.mixin",
    ]
    _description = "Order template"
    _order = "name, id"

    name = fields.Char(required=True)
    kind = fields.Selection(
        selection=[("template", "Order template"), ("list", "Project list")],
        required=True,
        default="template",
    )
    active = fields.Boolean(default=True)
    is_shared = fields.Boolean(
        string="Shared",
        copy=False,
        help="All users of the company see it and order from it.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("share", "=", True)],
    )
    # What somebody put together stays his company's when he leaves for another one.
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        compute="_compute_partner_id",
        store=True,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
        help="The company whose template it is.",
    )
    website_id = fields.Many2one(
        comodel_name="website",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["website"].search(
            [("b2b_enabled", "=", True), ("company_id", "=", self.env.company.id)],
            limit=1,
        ),
        domain=[("b2b_enabled", "=", True)],
    )
    company_id = fields.Many2one(
        related="website_id.company_id", string="Seller", store=True, index=True
    )
    line_ids = fields.One2many(
        comodel_name="cats.order.template.line",
        inverse_name="template_id",
        string="Lines",
        copy=True,
    )
    line_count = fields.Integer(string="Articles", compute="_compute_line_count")
    request_key = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="The form that made it: sent twice, it makes one template.",
    )
    cart_marks = fields.Json(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="The forms that last put it into a cart: sent twice, they do so once.",
    )

    _request_key_uniq = models.UniqueIndex(
        "(user_id, request_key) WHERE request_key IS NOT NULL",
        "This was saved already.",
    )

    @api.depends("user_id")
    def _compute_partner_id(self):
        for template in self:
            # Staff may not read all contacts of all users.
            user_sudo = template.user_id.sudo()
            template.partner_id = user_sudo.partner_id.commercial_partner_id

    @api.depends("line_ids")
    def _compute_line_count(self):
        counts = dict(
            self.env["cats.order.template.line"]._read_group(
                [("template_id", "in", self.ids)], ["template_id"], ["__count"]
            )
        )
        for template in self:
            template.line_count = counts.get(template, 0)

    @api.constrains("name")
    def _check_name(self):
        """:raise ValidationError: if a name is empty or too long for the pages."""
        for template in self:
            self._clean_name(template.name)

    @api.constrains("user_id", "website_id")
    def _check_user_id(self):
        """:raise ValidationError: if the owner is no customer of the shop."""
        for template in self.sudo():
            if template.company_id not in template.user_id.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s is no customer of this shop.",
                        user=template.user_id.name,
                    )
                )

    @api.model
    def _clean_name(self, name):
        """Return a name as it is kept: blanks are folded.

        :param str name: what was typed.
        :rtype: str
        :raise ValidationError: if there is nothing left of it, or too much.
        """
        name = " ".join((name or "").split())
        if not name:
            raise ValidationError(self.env._("Please enter a name."))
        if len(name) > MAX_NAME:
            raise ValidationError(
                self.env._(
                    "The name can have %(count)s characters at most.", count=MAX_NAME
                )
            )
        return name

    @api.model
    def _check_size(self, count):
        """Refuse more lines than a template can hold.

        :param int count: its number of lines.
        :raise ValidationError: naming the limit.
        """
        if count > MAX_LINES:
            raise ValidationError(
                self.env._(
                    "This has %(count)s lines; a template or list can hold %(limit)s.",
                    count=count,
                    limit=MAX_LINES,
                )
            )

    def _get_b2b_rows(self, lines=None):
        """Return what the lines want of a cart.

        :param cats.order.template.line lines: some of them; by default all. Those of
            other templates are left out.
        :rtype: list[WantedRow]
        """
        self.ensure_one()
        chosen = self.line_ids if lines is None else self.line_ids & lines
        return [line._prepare_b2b_row() for line in chosen]
