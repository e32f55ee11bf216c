import logging
from datetime import datetime, time
from zoneinfo import ZoneInfo

import holidays

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

UTC = ZoneInfo("UTC")


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    b2b_holiday_country_id = fields.Many2one(
        comodel_name="res.country",
        string="Country of the public holidays",
        readonly=True,
        copy=False,
        help="Country whose public holidays were last filled in.",
    )
    b2b_holiday_subdivision = fields.Char(
        string="Region of the public holidays",
        readonly=True,
        copy=False,
        help="Code of the state or region whose public holidays were last filled in.",
    )
    b2b_holiday_years = fields.Json(
        string="Years with public holidays",
        readonly=True,
        copy=False,
        help="Years that were filled in. They are not filled in by themselves again, "
        "so that days that somebody removed stay away.",
    )

    @api.model
    def _get_b2b_holiday_places(self):
        """:return: the known subdivisions by code of the country (ISO 3166).

        :rtype: dict[str, list[str]]
        """
        return holidays.list_supported_countries(include_aliases=False)

    @api.model
    def _get_b2b_holidays(self, country_code, subdivision, years, lang):
        """Return the public holidays of a country, as the library has them.

        :param str country_code: ISO 3166 code of the country.
        :param str subdivision: code of its state or region, or ``False``.
        :param list years: the years, as integers.
        :param str lang: Odoo's code of the language of the names; the country's own
            where the library has none like it.
        :return: names by day, in order.
        :rtype: dict[date, str]
        :raise UserError: if the library does not know the place.
        """
        places = self._get_b2b_holiday_places()
        if country_code not in places:
            raise UserError(
                self.env._(
                    "The public holidays of this country are not known (%(country)s). "
                    "Enter them in the calendar by hand.",
                    country=country_code or "-",
                )
            )
        if subdivision and subdivision not in places[country_code]:
            raise UserError(
                self.env._(
                    "%(subdivision)s is no region with public holidays of its own in "
                    "%(country)s. These are: %(known)s.",
                    subdivision=subdivision,
                    country=country_code,
                    known=", ".join(places[country_code]) or "-",
                )
            )
        days = holidays.country_holidays(
            country_code,
            subdiv=subdivision or None,
            years=years,
            language=self._get_b2b_holiday_language(country_code, lang),
        )
        return dict(sorted(days.items()))

    @api.model
    def _get_b2b_holiday_language(self, country_code, lang):
        """:return: the library's language that is nearest to one of Odoo's."""
        country = holidays.country_holidays(country_code)
        supported = country.supported_languages or ()
        if lang in supported:
            return lang
        wanted = (lang or "").split("_")[0]
        near = [code for code in supported if code.split("_")[0] == wanted]
        return near[0] if near else country.default_language

    def _fill_b2b_holidays(self, country, subdivision, years, lang=None):
        """Close the calendar on the public holidays of a country (DSP-1).

        Days on which there is a day off already are left as they are.

        :param res.country country: whose holidays.
        :param str subdivision: code of the state or region, or ``False``.
        :param list years: the years to fill.
        :param str lang: Odoo's code of the language of the names.
        :return: the days off that were created.
        :rtype: resource.calendar.leaves
        :raise UserError: if the place is not known.
        """
        self.ensure_one()
        years = sorted(years)
        days = self._get_b2b_holidays(country.code, subdivision, years, lang)
        # Days off of the whole calendar are for administrators; callers have checked.
        leaves_sudo = self.env["resource.calendar.leaves"].sudo()
        for company in self._get_b2b_companies():
            taken = self._get_b2b_days_off(company, list(days))
            created_sudo = leaves_sudo.create(
                [
                    self._prepare_b2b_holiday_vals(day, name)
                    for day, name in days.items()
                    if not self._is_b2b_day_off(day, taken)
                ]
            )
            # Odoo computes the current company for calendars that companies share.
            created_sudo.company_id = company
            leaves_sudo += created_sudo
        self.sudo().write(
            {
                "b2b_holiday_country_id": country.id,
                "b2b_holiday_subdivision": subdivision,
                "b2b_holiday_years": sorted({*(self.b2b_holiday_years or []), *years}),
            }
        )
        return leaves_sudo

    def _prepare_b2b_holiday_vals(self, day, name):
        start, end = self._get_b2b_bounds(day)
        return {
            "name": name,
            "calendar_id": self.id,
            "date_from": start,
            "date_to": end,
            "time_type": "leave",
        }

    def _get_b2b_bounds(self, day):
        """:return: first and last second of a local day, as naive UTC."""
        zone = ZoneInfo(self.tz or "UTC")
        return [
            datetime.combine(day, clock, tzinfo=zone)
            .astimezone(UTC)
            .replace(tzinfo=None)
            for clock in (time.min, time(23, 59, 59))
        ]

    def _get_b2b_days_off(self, company, days):
        """:return: start and end (naive UTC) of a company's days off about the days."""
        if not days:
            return []
        # Whoever fills in holidays sees those of the calendar's other users too.
        leaves_sudo = self.env["resource.calendar.leaves"].sudo()
        found = leaves_sudo.search(
            Domain("calendar_id", "in", [False, self.id])
            & Domain("resource_id", "=", False)
            & Domain("time_type", "=", "leave")
            & Domain("company_id", "in", [False, company.id])
            & Domain("date_from", "<=", self._get_b2b_bounds(days[-1])[1])
            & Domain("date_to", ">=", self._get_b2b_bounds(days[0])[0])
        )
        return [(leave.date_from, leave.date_to) for leave in found]

    def _is_b2b_day_off(self, day, taken):
        """:return: whether one of the days off touches a local day."""
        start, end = self._get_b2b_bounds(day)
        # A day off that ends at midnight does not touch the next day.
        return any(since < end and until > start for since, until in taken)

    def _get_b2b_companies(self):
        """Return whose days off are filled in.

        :return: the calendar's company; of a calendar that companies share, those whose
            warehouses use it, so that the others keep their days.
        """
        if self.company_id:
            return self.company_id
        warehouses = self._get_b2b_warehouses().get(self)
        return warehouses.company_id if warehouses else self.env.company

    @api.model
    def _get_b2b_warehouses(self):
        """:return: the warehouses of B2B companies, by the calendar that they use."""
        websites_sudo = self.env["website"].sudo().search([("b2b_enabled", "=", True)])
        warehouses_sudo = websites_sudo.env["stock.warehouse"].search(
            [("company_id", "in", websites_sudo.company_id.ids)]
        )
        return warehouses_sudo.filtered(
            lambda warehouse: warehouse._get_b2b_calendar()
        ).grouped(lambda warehouse: warehouse._get_b2b_calendar())

    @api.model
    def _cron_b2b_fill_holidays(self):
        """Fill this and next year into the calendars of B2B warehouses, once each."""
        this_year = fields.Date.today().year
        todo = self._get_b2b_warehouses()
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(todo))
        for calendar, warehouses in todo.items():
            calendar._fill_b2b_holidays_safely(warehouses, [this_year, this_year + 1])
            if not progress._commit_progress(1):
                break

    def _fill_b2b_holidays_safely(self, warehouses, years):
        """Fill in what was not filled in yet; say in the log why it could not be."""
        years = set(years) - set(self.b2b_holiday_years or [])
        places = {warehouse._get_b2b_holiday_place() for warehouse in warehouses}
        if self.b2b_holiday_country_id:
            places = {(self.b2b_holiday_country_id, self.b2b_holiday_subdivision)}
        if not years:
            return
        if len(places) > 1:
            _logger.info(
                "Calendar %s: its warehouses are in several places, no public holidays "
                "were filled in",
                self.id,
            )
            return
        ((country, subdivision),) = places
        lang = warehouses[:1].company_id.partner_id.lang
        try:
            with self.env.cr.savepoint():
                self._fill_b2b_holidays(country, subdivision, years, lang)
        except UserError as error:
            _logger.info("Calendar %s: %s", self.id, error)
