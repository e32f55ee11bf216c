from dataclasses import dataclass, field

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import float_round, mute_logger

from ..policies.because import freeze
from ..policies.form_key import get_mark
from ..policies.returns_claim import (
    ClaimDecision,
    ClaimFacts,
    decide_claim,
    get_wishes,
)
from ..policies.returns_terms import ReturnTerms, freeze_facts
from .cats_return_claimable_mixin import Claimable

MAX_TEXT = 2000
# As many as a page with their photos can hold.
MAX_UNITS = 50
# What of a form is text, by unit.
TEXTS = ("reason", "quantity", "packaging", "wish", "description")
# Behind the id of a reason: to be repaired at the customer's cost.
AT_COST = "-cost"


@dataclass
class ClaimedUnit:
    """What a form says of one unit, and what becomes of that.

    :param Claimable unit: what is claimed.
    :param dict typed: the texts of the form, by name.
    :param uploads: cats.upload: its photos, as superuser.
    :param reason: cats.return.reason, or none.
    :param policy: cats.return.policy by which it is judged, with its ``terms``.
    :param dict errors: message by name of a field.
    """

    unit: Claimable
    typed: dict
    uploads: models.BaseModel
    reason: models.BaseModel
    at_cost: bool = False
    quantity: float | None = None
    policy: models.BaseModel | None = None
    terms: ReturnTerms | None = None
    facts: ClaimFacts | None = None
    decision: ClaimDecision | None = None
    errors: dict = field(default_factory=dict)


class CatsReturnClaimMixin(models.AbstractModel):
    """How a customer claims what he bought (AFS-2)."""

    _name = "cats.return.claim.mixin"
    _description = "Claiming of delivered goods"

    @api.model
    def _claim(self, form):
        """Claim delivered units, as the current user.

        A form counts once: who sends it again gets the return that it made.

        :param dict form: ``key`` of the form, by which its photos are kept, too;
            ``units``: texts by id of the delivery, see :data:`TEXTS`; ``problems``:
            what was refused of its photos, in words by field.
        :return: the new return as superuser, and messages where there is none: by
            field (``reason_7`` of delivery 7), or by ``""`` of the whole form.
        :rtype: tuple
        :raise AccessError: without the right.
        """
        self._check_may_claim()
        none_sudo = self.sudo().browse()
        mark = get_mark(form.get("key"), form["units"])
        if made_sudo := self._find_made(mark):
            return made_sudo, {}
        if error := self._check_size(form["units"]):
            return none_sudo, {"": error}
        units = self._get_claimables(ids=form["units"])
        self._hold_units(units)
        claimed = self._judge_units(units, form)
        errors = self._collect_errors(claimed, form)
        if errors:
            return none_sudo, errors
        return self._create_claim(claimed, mark)

    @api.model
    def _find_made(self, mark):
        """:return: cats.return: what the same form has made already, as superuser."""
        if not mark:
            return self.sudo().browse()
        same = [("user_id", "=", self.env.uid), ("form_key", "=", mark)]
        return self.sudo().search(same)

    @api.model
    def _check_size(self, units):
        """:return: str: what is wrong with the number of units, or nothing."""
        if not units:
            return self.env._("Please choose what you want to claim.")
        if len(units) > MAX_UNITS:
            return self.env._(
                "Please claim at most %(limit)s articles at a time.", limit=MAX_UNITS
            )
        return ""

    @api.model
    def _hold_units(self, units):
        """Let one transaction at a time claim goods of an order line.

        Who comes second waits for the first one; as the row has changed then, Postgres
        makes him begin anew, and he sees what was claimed.
        """
        lines_sudo = self.env["sale.order.line"].sudo()
        lines_sudo = lines_sudo.union(*(one.sale_line for one in units)).sorted("id")
        lines_sudo.b2b_claimed_on = fields.Datetime.now()
        lines_sudo.flush_recordset(["b2b_claimed_on"])

    # -- Judging -------------------------------------------------------------------

    @api.model
    def _judge_units(self, units, form):
        """:return: list[ClaimedUnit]: what the form says of each, with its errors."""
        uploads = self.env["cats.upload"]._find_mine(form.get("key")).grouped("slot")
        reasons = self.env["cats.return.reason"]._get_offered(units)
        counts, policies = self._count_missing(units), self._get_policies(units)
        claimed = []
        for unit in units:
            seller = unit.order.company_id
            typed = form["units"][unit.id]
            one = self._read_unit(unit, typed, uploads, reasons[seller])
            one.policy, one.terms = policies[seller], policies[seller]._get_terms()
            if one.reason:
                self._judge_unit(one, counts[seller], reasons[seller])
            claimed.append(one)
        return claimed

    @api.model
    def _get_policies(self, units):
        """:return: dict: the terms in force, by seller of units."""
        sellers = {unit.order.company_id for unit in units}
        policies = self.env["cats.return.policy"]
        return {seller: policies._get_current(seller) for seller in sellers}

    @api.model
    def _count_missing(self, units):
        """:return: dict: earlier claims of missing articles, by seller."""
        customer = self.env.user.partner_id.commercial_partner_id
        return {
            seller: self._count_missing_claims_of(customer, seller, policy._get_terms())
            for seller, policy in self._get_policies(units).items()
        }

    @api.model
    def _read_unit(self, unit, typed, uploads, reasons):
        """:return: ClaimedUnit: what was typed about a unit, not yet judged."""
        typed = {name: (typed.get(name) or "").strip() for name in TEXTS}
        chosen = typed["reason"].removesuffix(AT_COST)
        one = ClaimedUnit(
            unit=unit,
            typed=typed,
            uploads=uploads.get(f"photos_{unit.id}", self.env["cats.upload"].sudo()),
            reason=reasons.filtered(lambda reason: str(reason.id) == chosen),
            at_cost=typed["reason"].endswith(AT_COST),
        )
        one.quantity = 1.0 if unit.is_serial else self._parse_quantity(one)
        if not one.reason:
            one.errors["reason"] = self.env._("Please choose what is wrong.")
        if one.quantity is None:
            one.errors["quantity"] = self.env._("Please enter how many, such as 1.")
        return one

    @api.model
    def _parse_quantity(self, one):
        """:return: float: the typed quantity, above zero; ``None`` for none."""
        uom = one.unit.uom
        quantity = uom._parse_b2b_quantity(one.typed["quantity"])
        if quantity is None:
            return None
        return float_round(quantity, precision_rounding=uom.rounding) or None

    @api.model
    def _judge_unit(self, one, missing_claims, reasons):
        """Decide about a unit, and say beside each field what is wrong with it."""
        packaging = one.typed["packaging"]
        one.facts = one.unit.get_facts(
            one.reason.code,
            missing_claims,
            quantity=one.quantity,
            packaging=packaging if packaging in ("sealed", "opened") else "",
            photos=len(one.uploads),
            at_cost=one.at_cost,
        )
        one.decision = decide_claim(one.facts, one.terms)
        if one.decision.barred:
            words = self.env["cats.return.line"]
            one.errors[self._get_barred_field(one)] = words._explain_decision(
                one.decision, one.reason, reasons
            )
        for need in one.decision.needs:
            one.errors.setdefault(need, self._ask_for(need, one))
        wish = one.typed["wish"]
        if wish and wish not in get_wishes(one.reason.code, one.terms):
            one.errors["wish"] = self.env._(
                "Please choose another solution: this one does not go with the reason."
            )

    @api.model
    def _get_barred_field(self, one):
        """:return: str: beside which field it says why a claim is barred."""
        codes = {reason.code for reason in one.decision.because}
        if codes == {"too_many"}:
            return "quantity"
        return "packaging" if codes == {"packaging_opened"} else "reason"

    @api.model
    def _ask_for(self, need, one):
        """:return: str: what the customer still has to say or show."""
        if need == "quantity":
            return self.env._("Please enter how many, such as 1.")
        if need == "packaging":
            return self.env._("Please say whether the packaging is unopened.")
        return self.env._(
            "Please add a photo: “%(reason)s” needs one.", reason=one.reason.name
        )

    @api.model
    def _collect_errors(self, claimed, form):
        """:return: dict: message by field of the form, and by ``""`` for all of it."""
        errors = dict(form.get("problems") or {})
        for one in claimed:
            for name, message in one.errors.items():
                errors.setdefault(f"{name}_{one.unit.id}", message)
        if len(claimed) < len(form["units"]):
            errors[""] = self.env._(
                "Some of what you chose is none of your deliveries any more."
            )
        elif len({one.unit.order.company_id for one in claimed}) > 1:
            errors[""] = self.env._(
                "These articles come from several sellers: please claim those of one "
                "seller at a time."
            )
        return errors

    # -- Creating ------------------------------------------------------------------

    @api.model
    def _create_claim(self, claimed, mark):
        """:return: tuple: the new return as superuser; messages if there is none."""
        claims_sudo = self.sudo().with_context(mail_create_nosubscribe=True)
        try:
            # The indexes decide when a serial or a form arrives twice at once.
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                claim_sudo = claims_sudo.create(self._prepare_claim(claimed, mark))
                claim_sudo.flush_recordset()
        except UniqueViolation:
            message = self.env._(
                "Something of it was claimed in the meantime. Please look at your "
                "returns."
            )
            return claims_sudo.browse(), {"": message}
        claim_sudo._take_photos(claimed)
        claim_sudo.line_ids._log_event("submitted")
        return claim_sudo, {}

    @api.model
    def _prepare_claim(self, claimed, mark):
        """:return: dict: values of a return of the current user."""
        first = claimed[0].unit
        company = first.order.company_id
        sequences = self.env["ir.sequence"].sudo().with_company(company)
        return {
            "name": sequences.next_by_code("cats.return"),
            "partner_id": self.env.user.partner_id.id,
            "partner_shipping_id": first.order.partner_shipping_id.id,
            "user_id": self.env.uid,
            "company_id": company.id,
            "policy_id": claimed[0].policy.id,
            "form_key": mark,
            "line_ids": [Command.create(self._prepare_line(one)) for one in claimed],
        }

    @api.model
    def _prepare_line(self, one):
        """:return: dict: values of a claimed line: what is known of it now."""
        unit = one.unit
        line, sale_line = unit.move_line, unit.sale_line
        price = sale_line.product_uom_id._compute_price(
            sale_line.price_reduce_taxexcl, unit.uom
        )
        order = unit.order
        return {
            "sale_line_id": sale_line.id,
            "move_line_id": line.id,
            "product_id": unit.product.id,
            # Of a batch, several returns may hold a part.
            "lot_id": unit.is_serial and line.lot_id.id,
            "lot_name": line.lot_id.name,
            "quantity": one.quantity,
            "product_uom_id": unit.uom.id,
            "price_unit": price,
            "value": order.currency_id._convert(
                price * one.quantity,
                order.company_id.currency_id,
                order.company_id,
                order.date_order,
            ),
            "reason_id": one.reason.id,
            "reason": one.reason.code,
            "description": one.typed["description"][:MAX_TEXT],
            "packaging": one.facts.packaging,
            "wish": "repair" if one.at_cost else one.typed["wish"],
            "delivered_on": unit.delivered,
            "completed_on": unit.completed,
            "warranty_start": unit.warranty_start,
            "warranty_end": unit.warranty_end,
            "claim_why": freeze(one.decision, freeze_facts(one.facts, one.terms)),
        }

    def _take_photos(self, claimed):
        """Make the photos of the form files of the return, which its rights open."""
        self.ensure_one()
        for one, line in zip(claimed, self.line_ids.sorted("id"), strict=True):
            photos = one.uploads.attachment_id
            photos.write({"res_model": self._name, "res_id": self.id})
            line.photo_ids = photos
            one.uploads.unlink()
