from odoo import fields, models
from odoo.fields import Domain


class CatsReturnCountMixin(models.AbstractModel):
    """What was claimed of a record, for its smart button."""

    _name = "cats.return.count.mixin"
    _description = "Records with returns"

    # Paths of `cats.return.line` that lead to the record.
    _b2b_return_paths = ()

    b2b_return_count = fields.Integer(
        string="Claimed returns",
        compute="_compute_b2b_return_count",
        groups="cats_b2b.group_returns",
    )

    def _compute_b2b_return_count(self):
        lines = self.env["cats.return.line"]
        for record in self:
            domain = record._get_b2b_return_domain()
            record.b2b_return_count = lines.search_count(domain) if record.id else 0

    def _get_b2b_return_domain(self):
        """:return: Domain: which lines of returns are the record's."""
        self.ensure_one()
        return Domain.OR(Domain(path, "=", self.id) for path in self._b2b_return_paths)

    def action_view_b2b_returns(self):
        """:return: the action that shows what was claimed of the record."""
        self.ensure_one()
        return self.env["cats.return.line"]._get_list_action(
            self._get_b2b_return_domain()
        )
