from datetime import date

from odoo import fields, models
from odoo.tools import format_date, format_list

from ..policies.returns_terms import CUSTOMER, SELLER

# Reasons that tell until when something could be claimed.
_WINDOWS = frozenset(
    {
        "within_days",
        "too_late",
        "within_warranty",
        "warranty_ended",
        "no_warranty",
        "not_offered",
        "order_incomplete",
    }
)


def _is_carriage(reason):
    return reason.code.startswith("carriage_")


class CatsReturnSolutionWordsMixin(models.AbstractModel):
    """Why a claim is solved as it is, in the customer's words (AFS-5, AFS-6)."""

    _name = "cats.return.solution.words.mixin"
    _description = "Solution of a return in words"

    solution_text = fields.Text(
        string="Why",
        compute="_compute_solution_text",
        groups="base.group_user",
        help="What may become of it and why, as the customer reads it.",
    )

    def _compute_solution_text(self):
        for line in self:
            rows = [
                f"{'→' if row['is_proposed'] else '·'} {row['label']}: {row['text']}"
                for row in line._explain_solutions()
            ]
            clause = line._get_clause()
            line.solution_text = "\n".join(filter(None, [clause, *rows]))

    # -- The whole -----------------------------------------------------------------

    def _get_clause(self):
        """Cite the rule by which a claim is solved, with its dates (AFS-5).

        :return: such as "Delivered March 12, 2026, within 45 days; dead on arrival →
            replacement or credit note, your choice."; empty before the decision.
        :rtype: str
        """
        self.ensure_one()
        decision = self._get_frozen_decision()
        if not decision:
            return ""
        reasons = [one for one in decision.because if not _is_carriage(one)]
        # When comes before what.
        reasons.sort(key=lambda one: one.code not in _WINDOWS)
        said = "; ".join(self._explain_reason(one) for one in reasons)
        labels = self._get_solution_labels()
        options = format_list(
            self.env, [labels[code] for code in decision.codes], style="or"
        )
        words = {
            CUSTOMER: self.env._("%(why)s → %(options)s, your choice."),
            SELLER: self.env._("%(why)s → %(options)s, our choice."),
        }
        text = words.get(decision.chooser) or self.env._("%(why)s → %(options)s.")
        return text % {"why": said[:1].upper() + said[1:], "options": options}

    def _explain_solutions(self):
        """Say what may become of a claim, the proposed solution first (AFS-5, AFS-6).

        :return: by solution ``code``, ``label``, ``text`` (what it means),
            ``is_proposed``, ``is_chosen``, ``carriage`` (who pays for the way to the
            customer; empty when nothing is sent), ``conditions`` (texts of what has to
            be so before).
        :rtype: list[dict]
        """
        self.ensure_one()
        decision = self._get_frozen_decision()
        if not decision:
            return []
        labels = self._get_solution_labels()
        return [
            {
                "code": one.code,
                "label": labels[one.code],
                "text": " ".join(
                    filter(
                        None,
                        [
                            getattr(self, f"_explain_solution_{one.code}")(),
                            *(self._explain_how(how) for how in one.because),
                        ],
                    )
                ),
                "is_proposed": one.code == decision.proposed,
                "is_chosen": one.code == self.sudo().solution,
                "carriage": self._explain_payer(one.carriage_out),
                "conditions": [self._explain_condition(it) for it in one.conditions],
            }
            for one in decision.solutions
        ]

    def _explain_carriage(self):
        """Say who pays for the carriage of a claim, and why (AFS-6).

        :return: a sentence each for the way in and the way back, or one for both.
        :rtype: list[str]
        """
        decision = self._get_frozen_decision()
        because = decision.because if decision else ()
        return [self._explain_way(one) for one in because if _is_carriage(one)]

    def _get_solution_labels(self):
        """:return: dict: what the solutions are called in a sentence."""
        return {
            "replacement": self.env._("replacement"),
            "resend": self.env._("sent anew"),
            "repair": self.env._("repair"),
            "credit": self.env._("credit note"),
            "voucher": self.env._("voucher"),
            "refund": self.env._("refund"),
            "send_back": self.env._("sent back to you"),
            "keep": self.env._("kept here"),
            "scrap": self.env._("scrapped"),
            "hold": self.env._("on hold"),
        }

    def _explain_change(self, code):
        """:return: str: that a solution is not possible any more."""
        return self.env._(
            "%(solution)s is not possible any more: please choose again.",
            solution=self._get_solution_labels()[code].capitalize(),
        )

    def _explain_dispute(self):
        """:return: str: why nothing goes on."""
        return self.env._(
            "The payment of order %(order)s is in dispute: nothing is exchanged, sent "
            "or repaired before the dispute is closed.",
            order=self.sudo().order_id.name,
        )

    def _note_choice(self, by_staff):
        """:return: str: what was chosen, for the claim's history."""
        values = {
            "unit": self._get_unit_name(),
            "solution": self._get_solution_labels()[self.solution],
        }
        if by_staff:
            return self.env._(
                "%(unit)s: %(solution)s. Chosen by staff in the customer's name.",
                **values,
            )
        return self.env._("%(unit)s: %(solution)s, after all.", **values)

    # -- What was found ------------------------------------------------------------

    def _explain_reason(self, reason):
        """:return: str: a reason of the finding or of stock, as part of a sentence."""
        return getattr(self, f"_explain_found_{reason.code}")(reason.facts)

    def _format_day(self, day):
        return format_date(self.env, date.fromisoformat(day), date_format="long")

    def _explain_found_within_days(self, facts):
        return self.env._(
            "delivered %(since)s, claimed within %(days)s days",
            since=self._format_day(facts["since"]),
            days=facts["days"],
        )

    def _explain_found_too_late(self, facts):
        return self.env._(
            "delivered %(since)s, claimed after %(age)s days (until %(until)s: "
            "%(days)s days)",
            since=self._format_day(facts["since"]),
            age=facts["age"],
            until=self._format_day(facts["until"]),
            days=facts["days"],
        )

    def _explain_found_within_warranty(self, facts):
        return self.env._(
            "under warranty until %(until)s", until=self._format_day(facts["until"])
        )

    def _explain_found_warranty_ended(self, facts):
        return self.env._(
            "warranty ended %(until)s", until=self._format_day(facts["until"])
        )

    def _explain_found_no_warranty(self, _facts):
        return self.env._("without warranty")

    def _explain_found_not_offered(self, _facts):
        return self.env._("not taken back for this reason")

    def _explain_found_order_incomplete(self, facts):
        return self.env._(
            "the %(days)s days begin when the order is complete", days=facts["days"]
        )

    def _explain_found_dispute_open(self, _facts):
        return self.env._("the payment is in dispute")

    def _explain_found_other_serial(self, _facts):
        return self.env._("another unit came than the one that was claimed")

    def _explain_found_not_inspected(self, _facts):
        return self.env._("not inspected yet")

    def _explain_found_article_missing(self, _facts):
        return self.env._("article missing")

    def _explain_found_packaging_opened(self, _facts):
        return self.env._("the packaging was opened")

    def _explain_found_misuse(self, _facts):
        return self.env._("damaged by misuse")

    def _explain_found_not_defective(self, _facts):
        return self.env._("not defective")

    def _explain_found_not_wrong(self, _facts):
        return self.env._("the article is the one that was ordered")

    def _explain_found_not_as_described(self, _facts):
        return self.env._("not as described")

    def _explain_found_wrong_article(self, _facts):
        return self.env._("wrong article sent")

    def _explain_found_transport_damage(self, _facts):
        return self.env._("damaged in transport")

    def _explain_found_dead_on_arrival(self, _facts):
        return self.env._("dead on arrival")

    def _explain_found_when_new(self, _facts):
        return self.env._("defective, never used")

    def _explain_found_used(self, _facts):
        return self.env._("defective, in use before")

    def _explain_found_sent_back(self, _facts):
        return self.env._("sent back as agreed")

    def _explain_found_seller_erred(self, _facts):
        return self.env._("our own error")

    def _explain_found_customer_erred(self, _facts):
        return self.env._("ordered by mistake")

    def _explain_found_repairable(self, _facts):
        return self.env._("can be repaired")

    def _explain_found_not_repairable(self, _facts):
        return self.env._("cannot be repaired")

    def _explain_found_in_stock(self, _facts):
        return self.env._("in stock")

    def _explain_found_out_of_stock(self, _facts):
        return self.env._("not in stock")

    # -- What it means -------------------------------------------------------------

    def _explain_solution_replacement(self):
        return self.env._("You get another unit.")

    def _explain_solution_resend(self):
        return self.env._("We send you what was missing.")

    def _explain_solution_repair(self):
        return self.env._("Your unit is repaired.")

    def _explain_solution_credit(self):
        return self.env._("You do not pay for it.")

    def _explain_solution_voucher(self):
        return self.env._("You get its price for your next orders.")

    def _explain_solution_refund(self):
        return self.env._("You get your money back.")

    def _explain_solution_send_back(self):
        return self.env._("Your unit comes back to you as it is.")

    def _explain_solution_keep(self):
        return self.env._("Your unit stays with us.")

    def _explain_solution_scrap(self):
        return self.env._("Your unit is disposed of.")

    def _explain_solution_hold(self):
        return self.env._("Nothing is decided yet.")

    # -- How -----------------------------------------------------------------------

    def _explain_how(self, reason):
        """:return: str: how a solution is carried out."""
        return getattr(self, f"_explain_how_{reason.code}")()

    def _explain_how_free(self):
        return self.env._("It costs you nothing.")

    def _explain_how_quotation(self):
        return self.env._(
            "You get a quotation for parts, labour and transport first; nothing is "
            "done before you accept it."
        )

    def _explain_how_service_centre(self):
        return self.env._("An authorised service centre does it, free of charge.")

    def _explain_how_credit_note(self):
        return self.env._("A credit note is set off against what you owe.")

    def _explain_how_not_invoiced(self):
        return self.env._("It was not invoiced yet, and will not be.")

    def _explain_how_voucher(self):
        return self.env._("A code that you enter in the cart.")

    def _explain_how_by_provider(self):
        return self.env._("By the way in which you paid.")

    def _explain_how_by_hand(self):
        return self.env._("We transfer it to you.")

    def _explain_how_at_own_cost(self):
        return self.env._(
            "The carriage is at your cost: %(amount)s. It leaves when you have agreed, "
            "and the terms of payment are met.",
            amount=self._get_carriage_text(),
        )

    def _explain_how_neither_sent_nor_refunded(self):
        return self.env._(
            "It is neither sent nor refunded; you may still have it sent later."
        )

    # -- What has to be so before --------------------------------------------------

    def _explain_condition(self, code):
        """:return: str: what has to be so before a solution is carried out."""
        return self._get_condition_texts()[code]

    def _get_condition_texts(self):
        return {
            "collected": self.env._("It leaves once your unit was collected."),
            "carriage_agreed": self.env._("You agree to pay the carriage."),
            "payment_terms": self.env._("The terms of payment are met."),
            "quote_accepted": self.env._("You accept the quotation."),
            "scrap_agreed": self.env._("You agree that it is scrapped."),
            "dispute_closed": self.env._("The dispute is closed."),
            "inspected": self.env._("We have inspected it."),
        }

    def _explain_missing(self, code):
        """:return: str: a condition that is not met, for staff."""
        return {
            "collected": self.env._(
                "The defective unit was neither handed over nor received: a "
                "replacement leaves only after that."
            ),
            "carriage_agreed": self.env._(
                "The customer has not agreed to pay the carriage."
            ),
            "payment_terms": self.env._("The carriage is not paid."),
            "quote_accepted": self.env._(
                "The customer has not accepted the quotation."
            ),
            "scrap_agreed": self.env._("The customer has not agreed to scrap it."),
            "dispute_closed": self._explain_dispute(),
            "inspected": self.env._("It is not inspected yet."),
        }[code]

    # -- Carriage ------------------------------------------------------------------

    def _explain_payer(self, payer):
        """:return: str: who pays for the way to the customer; empty for nobody."""
        return {
            SELLER: self.env._("Carriage to you at our cost."),
            CUSTOMER: self.env._("Carriage to you at your cost."),
        }.get(payer, "")

    def _explain_way(self, reason):
        """:return: str: a sentence that says who pays for which way, and why."""
        key = reason.facts["way"], reason.facts["payer"]
        text = {
            ("in", SELLER): self.env._("Carriage to us at our cost: %(why)s."),
            ("in", CUSTOMER): self.env._("Carriage to us at your cost: %(why)s."),
            ("out", SELLER): self.env._("Carriage to you at our cost: %(why)s."),
            ("out", CUSTOMER): self.env._("Carriage to you at your cost: %(why)s."),
            ("both", SELLER): self.env._("Carriage both ways at our cost: %(why)s."),
            ("both", CUSTOMER): self.env._("Carriage both ways at your cost: %(why)s."),
        }[key]
        return text % {"why": self._explain_carriage_reason(reason)}

    def _explain_carriage_reason(self, reason):
        """:return: str: why somebody pays, as part of a sentence."""
        facts = reason.facts
        if "until" in facts:
            period = {
                "months": facts["months"],
                "until": self._format_day(facts["until"]),
            }
            if reason.code == "carriage_first_months":
                return self.env._(
                    "defective within the first %(months)s months, until %(until)s",
                    **period,
                )
            return self.env._(
                "defective after the first %(months)s months, which ended %(until)s",
                **period,
            )
        return self._get_carriage_reasons()[reason.code]

    def _get_carriage_reasons(self):
        return {
            "carriage_dispute": self.env._("the payment is in dispute"),
            "carriage_own_carrier": self.env._("you chose the carrier yourself"),
            "carriage_own_error": self.env._("our own error"),
            "carriage_transport_damage": self.env._("damaged in transport"),
            "carriage_doa": self.env._("dead on arrival"),
            "carriage_customer_erred": self.env._("ordered by mistake"),
            "carriage_warranty_back": self.env._("under warranty"),
            "carriage_free_return": self.env._("these returns are free"),
            "carriage_return": self.env._("returned without a fault"),
            "carriage_outside": self.env._("not covered by the warranty"),
            "carriage_unfounded": self.env._("the claim proved unfounded"),
        }
