import secrets

from odoo import api, models
from odoo.tools import format_date

from ..policies.because import codes
from ..policies.returns_claim import decide_claim, get_wishes
from .cats_return_claim_mixin import AT_COST, MAX_UNITS

PAGE_SIZE = 20


class CatsReturnClaimPageMixin(models.AbstractModel):
    """What the pages for claiming show (AFS-2)."""

    _name = "cats.return.claim.page.mixin"
    _description = "Pages for claiming"

    # -- Choosing ------------------------------------------------------------------

    @api.model
    def _get_choice_rows(self, claimables, ticked=()):
        """Return what the first page lists of deliveries.

        :param list claimables: of :class:`Claimable`.
        :param ticked: ids of those that are chosen already.
        :return: ``id``, ``product``, ``name``, ``number``, ``serial``, ``delivered``,
            ``order``, ``left``, ``warranty``, ``why`` (why not), ``ticked``.
        :rtype: list[dict]
        """
        return [
            {
                **self._describe_unit(unit),
                "why": self._explain_gone(unit),
                "ticked": unit.id in ticked,
            }
            for unit in claimables
        ]

    @api.model
    def _describe_unit(self, unit):
        """:return: dict: what a page says of a delivery; nothing internal."""
        product = unit.product
        left = unit.left
        return {
            "id": unit.id,
            # As the reader: the page takes its picture, by his rights.
            "product": product.with_env(self.env),
            "name": product.name,
            "number": product.default_code or "",
            "serial": unit.move_line.lot_id.name or "",
            "is_serial": unit.is_serial,
            "order": unit.order.name,
            "reference": unit.order.client_order_ref or "",
            "delivered": self._write_long(unit.delivered),
            "quantity": unit.uom._format_b2b_quantity(unit.move_line.quantity),
            "left": unit.uom._format_b2b_quantity(left),
            "is_part": bool(unit.uom.compare(left, unit.move_line.quantity)),
            "warranty": self._write_warranty(unit),
        }

    @api.model
    def _write_long(self, day):
        return format_date(self.env, day, date_format="long") if day else ""

    @api.model
    def _write_warranty(self, unit):
        """:return: str: until when it is under warranty; nothing without one."""
        if not unit.warranty_end:
            return ""
        end = self._write_long(unit.warranty_end)
        if unit.today > unit.warranty_end:
            return self.env._("Warranty ended on %(end)s", end=end)
        return self.env._("Under warranty until %(end)s", end=end)

    @api.model
    def _explain_gone(self, unit):
        """:return: str: why nothing of it can be claimed any more; empty if it can."""
        if unit.uom.compare(unit.left, 0.0) > 0:
            return ""
        facts = {"claimed": unit.claimed_qty}
        words = self.env["cats.return.line"]
        return words._explain_claim_nothing_left(facts, "", False)

    # -- The form ------------------------------------------------------------------

    @api.model
    def _make_form_key(self):
        """:return: str: by which a form is known, and its photos are kept."""
        return secrets.token_urlsafe(24)

    @api.model
    def _get_claim_cards(self, claimables, form, errors):
        """Return a card for each chosen delivery, with what was typed so far.

        :param list claimables: of :class:`Claimable`.
        :param dict form: as of :meth:`_claim`.
        :param dict errors: as of :meth:`_claim`.
        :rtype: list[dict]
        """
        uploads = self.env["cats.upload"]._find_mine(form.get("key")).grouped("slot")
        reasons = self.env["cats.return.reason"]._get_offered(claimables)
        counts = self._count_missing(claimables)
        policies = self._get_policies(claimables)
        cards = []
        for unit in claimables:
            seller = unit.order.company_id
            typed = form["units"].get(unit.id) or {}
            terms = policies[seller]._get_terms()
            options = self._get_options(unit, reasons[seller], counts[seller], terms)
            cards.append(
                {
                    **self._describe_unit(unit),
                    "why": self._explain_gone(unit),
                    "options": [one for one in options if not one["why"]],
                    "barred": [one for one in options if one["why"]],
                    "wishes": self._get_wish_options(terms),
                    "typed": {**self._get_defaults(unit), **typed},
                    "kept": [
                        {"id": upload.id, "name": upload.name}
                        for upload in uploads.get(f"photos_{unit.id}", ())
                    ],
                    "errors": self._get_card_errors(unit, errors),
                }
            )
        return cards

    @api.model
    def _get_defaults(self, unit):
        """:return: dict: what stands in a card before anybody typed."""
        quantity = self.env["uom.uom"]._write_b2b_quantity(unit.left)
        empty = dict.fromkeys(("reason", "packaging", "wish", "description"), "")
        return {**empty, "quantity": quantity}

    @api.model
    def _get_card_errors(self, unit, errors):
        """:return: dict: message by name of a field, of one card."""
        end = f"_{unit.id}"
        return {
            name.removesuffix(end): text
            for name, text in errors.items()
            if name.endswith(end)
        }

    @api.model
    def _get_options(self, unit, reasons, missing_claims, terms):
        """Return what a unit can be claimed for, and what not and why.

        :return: ``value``, ``label``, ``help``, ``until`` (in words), ``why`` (why not,
            empty where it can), and what is asked: ``packaging``, ``photos``,
            ``wishes``.
        :rtype: list[dict]
        """
        words = self.env["cats.return.line"]
        options = []
        for reason in reasons:
            decision = decide_claim(unit.get_facts(reason.code, missing_claims), terms)
            option = self._prepare_option(reason, decision, terms)
            options.append(option)
            if not decision.barred:
                continue
            option["why"] = words._explain_decision(decision, reason, reasons)
            if reason.code == "defective":
                options += self._get_cost_option(unit, reason, missing_claims, terms)
        return options

    @api.model
    def _get_cost_option(self, unit, reason, missing_claims, terms):
        """:return: list: a repair at the customer's cost, if offered (AFS-7)."""
        facts = unit.get_facts(reason.code, missing_claims, at_cost=True)
        decision = decide_claim(facts, terms)
        if decision.barred or "at_own_cost" not in codes(decision):
            return []
        option = self._prepare_option(reason, decision, terms)
        return [
            {
                **option,
                "value": f"{reason.id}{AT_COST}",
                "label": self.env._(
                    "%(reason)s: repair at your cost", reason=reason.name
                ),
                "until": "",
                "help": self.env._(
                    "You get a quotation for parts, labour and transport. Nothing is "
                    "repaired before you accept it."
                ),
                "wishes": "",
            }
        ]

    @api.model
    def _prepare_option(self, reason, decision, terms):
        needs = set(decision.needs)
        return {
            "value": str(reason.id),
            "label": reason.name,
            "help": reason.help_text or "",
            "until": self._write_long(decision.until),
            "why": "",
            "packaging": "packaging" in needs,
            "photos": "photos" in needs,
            "wishes": " ".join(get_wishes(reason.code, terms)),
        }

    @api.model
    def _get_wish_options(self, terms):
        """:return: list: code and label of all that a seller's terms could give."""
        wishes = dict.fromkeys(
            code
            for reason in ("defective", "no_reason")
            for code in get_wishes(reason, terms)
        )
        field = self.env["cats.return.line"]._fields["wish"]
        labels = dict(field._description_selection(self.env))
        return [(code, labels[code]) for code in wishes]

    @api.model
    def _get_claim_limits(self, website):
        """:return: dict: what the page says of photos and units."""
        return {"megabytes": website.b2b_upload_mb, "units": MAX_UNITS}
