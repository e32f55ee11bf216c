from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class CatsHolidayFill(models.TransientModel):
    _name = "cats.holiday.fill"
    _description = "Fill in Public Holidays"

    calendar_id = fields.Many2one(
        comodel_name="resource.calendar", required=True, readonly=True
    )
    country_id = fields.Many2one(comodel_name="res.country", required=True)
    subdivision = fields.Char(
        string="State or region",
        help="Code of the state or region with public holidays of its own, such as BY "
        "for Bavaria. Empty for those of the whole country.",
    )
    subdivisions = fields.Char(
        string="Known states and regions", compute="_compute_subdivisions"
    )
    year_from = fields.Integer(
        string="From", required=True, default=lambda self: fields.Date.today().year
    )
    year_to = fields.Integer(
        string="To", required=True, default=lambda self: fields.Date.today().year + 1
    )

    @api.depends("country_id")
    def _compute_subdivisions(self):
        places = self.env["resource.calendar"]._get_b2b_holiday_places()
        for wizard in self:
            wizard.subdivisions = ", ".join(places.get(wizard.country_id.code, []))

    @api.onchange("country_id")
    def _onchange_country_id(self):
        if self.subdivision not in (self.subdivisions or "").split(", "):
            self.subdivision = False

    @api.model
    def default_get(self, fields_list):
        """Override to begin with the place of the warehouse or calendar at hand."""
        values = super().default_get(fields_list)
        calendar, warehouse = self._get_place_at_hand()
        if calendar.b2b_holiday_country_id:
            country = calendar.b2b_holiday_country_id
            subdivision = calendar.b2b_holiday_subdivision
        else:
            country, subdivision = warehouse._get_b2b_holiday_place()
        defaults = {
            "calendar_id": calendar.id,
            "country_id": country.id,
            "subdivision": subdivision,
        }
        return {
            **values,
            **{name: one for name, one in defaults.items() if name in fields_list},
        }

    @api.model
    def _get_place_at_hand(self):
        """:return: the calendar and the warehouse from which the wizard was opened."""
        model = self.env.context.get("active_model")
        active_id = self.env.context.get("active_id")
        warehouse = self.env["stock.warehouse"]
        calendar = self.env["resource.calendar"]
        if model == "stock.warehouse":
            warehouse = warehouse.browse(active_id)
            calendar = warehouse._get_b2b_calendar()
            if not calendar:
                raise UserError(
                    self.env._("The warehouse has no calendar with fixed working days.")
                )
        elif model == "resource.calendar":
            calendar = calendar.browse(active_id)
            warehouse = calendar._get_b2b_warehouses().get(calendar, warehouse)[:1]
        return calendar, warehouse

    @api.constrains("year_from", "year_to")
    def _check_years(self):
        if any(
            not 1900 <= wizard.year_from <= wizard.year_to <= wizard.year_from + 10
            for wizard in self
        ):
            raise ValidationError(
                self.env._("The years run from an earlier to a later one, ten at most.")
            )

    def action_fill(self):
        """Fill in the holidays and say how many days were added."""
        self.ensure_one()
        self._check_calendar()
        leaves = self.calendar_id._fill_b2b_holidays(
            self.country_id,
            self.subdivision,
            range(self.year_from, self.year_to + 1),
            self.env.company.partner_id.lang,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Public holidays added to %(calendar)s: %(count)s.",
                    calendar=self.calendar_id.name,
                    count=len(leaves),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _check_calendar(self):
        """:raise AccessError: if the calendar is one of another company."""
        company = self.calendar_id.sudo().company_id
        if company and company not in self.env.companies:
            raise AccessError(self.env._("This calendar belongs to another company."))
