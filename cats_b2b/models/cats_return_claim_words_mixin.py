from datetime import date

from odoo import api, models
from odoo.tools import format_date, formatLang

from ..policies.because import Reason

# What a customer is not told of a claim that is allowed.
_INTERNAL = {"repeated_missing"}


class CatsReturnClaimWordsMixin(models.AbstractModel):
    """Why something can be claimed, or cannot, in words (AFS-2)."""

    _name = "cats.return.claim.words.mixin"
    _description = "Reasons of claims in words"

    def _explain_claim(self):
        """:return: str: why the line could be claimed, with dates; for the customer."""
        self.ensure_one()
        frozen = self.sudo().claim_why or {}
        reasons = [
            Reason(why["code"], {key: why[key] for key in why if key != "code"})
            for why in frozen.get("because", ())
        ]
        allowed = [one for one in reasons if one.code not in _INTERNAL]
        return self._join_claim_words(allowed, self.sudo().reason_id, True)

    @api.model
    def _explain_decision(self, decision, reason, reasons):
        """Say why something can be claimed, or why not and what is possible instead.

        :param returns_claim.ClaimDecision decision: about a delivery.
        :param cats.return.reason reason: for which it would be claimed.
        :param cats.return.reason reasons: all that the seller offers.
        :rtype: str
        """
        allowed = not decision.barred
        because = [
            one for one in decision.because if not (allowed and one.code in _INTERNAL)
        ]
        text = self._join_claim_words(because, reason, allowed)
        if not decision.instead:
            return text
        ways = [
            getattr(self, f"_explain_instead_{way.code}")(way.facts, reasons)
            for way in decision.instead
        ]
        return self.env._(
            "%(why)s Possible instead: %(ways)s.",
            why=text,
            ways=self.env._(" or ").join(ways),
        )

    @api.model
    def _join_claim_words(self, because, reason, allowed):
        words = [
            getattr(self, f"_explain_claim_{one.code}")(one.facts, reason.name, allowed)
            for one in because
        ]
        return " ".join(words)

    @api.model
    def _write_day(self, iso):
        """:return: str: a day of a reason, as the reader writes it."""
        return format_date(self.env, date.fromisoformat(iso), date_format="long")

    @api.model
    def _write_count(self, quantity):
        """:return: str: a quantity of a reason, without idle decimals."""
        whole = abs(quantity - round(quantity)) < 1e-6
        return formatLang(self.env, quantity, digits=0 if whole else 2)

    # -- Why, or why not -----------------------------------------------------------

    def _explain_claim_within_days(self, facts, name, _allowed):
        return self.env._(
            "Delivered on %(since)s: “%(reason)s” can be claimed for %(days)s days, "
            "until %(until)s.",
            since=self._write_day(facts["since"]),
            reason=name,
            days=facts["days"],
            until=self._write_day(facts["until"]),
        )

    def _explain_claim_too_late(self, facts, name, _allowed):
        return self.env._(
            "Delivered on %(since)s, %(age)s days ago: “%(reason)s” can be claimed for "
            "%(days)s days, until %(until)s.",
            since=self._write_day(facts["since"]),
            age=facts["age"],
            reason=name,
            days=facts["days"],
            until=self._write_day(facts["until"]),
        )

    def _explain_claim_within_warranty(self, facts, _name, _allowed):
        return self.env._(
            "Under warranty until %(until)s.", until=self._write_day(facts["until"])
        )

    def _explain_claim_warranty_ended(self, facts, _name, _allowed):
        return self.env._(
            "The warranty ended on %(until)s.", until=self._write_day(facts["until"])
        )

    def _explain_claim_no_warranty(self, _facts, _name, _allowed):
        return self.env._("This article has no warranty.")

    def _explain_claim_not_offered(self, _facts, name, _allowed):
        return self.env._("“%(reason)s” cannot be claimed in this shop.", reason=name)

    def _explain_claim_unlimited(self, _facts, name, _allowed):
        return self.env._("“%(reason)s” can be claimed at any time.", reason=name)

    def _explain_claim_order_incomplete(self, facts, _name, _allowed):
        return self.env._(
            "The %(days)s days begin once the whole order was delivered.",
            days=facts["days"],
        )

    def _explain_claim_not_delivered(self, _facts, _name, _allowed):
        return self.env._("It has not been delivered yet.")

    def _explain_claim_nothing_left(self, facts, _name, _allowed):
        if facts["claimed"] > 0:
            return self.env._("It is in another return already.")
        return self.env._("It came back to us already.")

    def _explain_claim_too_many(self, facts, _name, _allowed):
        return self.env._(
            "Delivered: %(delivered)s, of which came back: %(returned)s, in other "
            "returns: %(claimed)s. No more than %(left)s can be claimed.",
            **{
                key: self._write_count(facts[key])
                for key in ("delivered", "returned", "claimed", "left")
            },
        )

    def _explain_claim_dispute_open(self, _facts, _name, allowed):
        if allowed:
            return self.env._(
                "A payment is in dispute: money is given back once that is settled."
            )
        return self.env._(
            "A payment is in dispute: until it is settled, we neither exchange nor "
            "repair."
        )

    def _explain_claim_service_centre(self, facts, _name, _allowed):
        return self.env._(
            "Under warranty until %(until)s: authorised service centres repair it.",
            until=self._write_day(facts["until"]),
        )

    def _explain_claim_packaging_opened(self, _facts, name, _allowed):
        return self.env._(
            "“%(reason)s” can be claimed in unopened packaging only.", reason=name
        )

    def _explain_claim_repeated_missing(self, facts, _name, _allowed):
        return self.env._(
            "Articles were missing %(count)s times in %(months)s months: please speak "
            "to us about this one.",
            count=facts["count"] - 1,
            months=facts["months"],
        )

    def _explain_claim_at_own_cost(self, _facts, _name, _allowed):
        return self.env._(
            "It is repaired at your cost, once you accepted our quotation."
        )

    # -- What is possible instead --------------------------------------------------

    def _explain_instead_wait_delivery(self, _facts, _reasons):
        return self.env._("a claim once it is delivered")

    def _explain_instead_fewer(self, facts, _reasons):
        return self.env._("%(left)s or fewer", left=self._write_count(facts["left"]))

    def _explain_instead_other_claims(self, _facts, _reasons):
        return self.env._("to follow the return that holds it, in your list of returns")

    def _explain_instead_close_dispute(self, _facts, _reasons):
        return self.env._("a claim once the dispute is settled")

    def _explain_instead_other_reason(self, facts, reasons):
        until = self._write_day(facts["until"])
        name = reasons._get_name(facts["reason"])
        if facts["reason"] == "defective":
            return self.env._(
                "“%(reason)s”, under warranty until %(until)s", reason=name, until=until
            )
        return self.env._("“%(reason)s”, until %(until)s", reason=name, until=until)

    def _explain_instead_service_centre(self, facts, _reasons):
        return self.env._(
            "a repair by an authorised service centre, under warranty until %(until)s",
            until=self._write_day(facts["until"]),
        )

    def _explain_instead_repair_quote(self, _facts, _reasons):
        return self.env._("a repair at your cost, after a quotation")

    def _explain_instead_contact(self, _facts, _reasons):
        return self.env._("a word with our customer service")
