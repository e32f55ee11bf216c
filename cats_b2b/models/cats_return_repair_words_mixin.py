from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date, formatLang

from ..policies import returns_repair

# In the order in which they are passed; the last one that happened counts.
_EVENT_STATES = (
    "quoted",
    "quote_accepted",
    "quote_refused",
    "repaired",
    "sent",
    "delivered",
    "scrapped",
)


class CatsReturnRepairWordsMixin(models.AbstractModel):
    """Where a repair stands, and what it costs, in the customer's words (AFS-7, AFS-8).

    He never reads the repair itself: what he is told is put together here.
    """

    _name = "cats.return.repair.words.mixin"
    _description = "Repair of a returned unit in words"

    # -- Where it stands --------------------------------------------------------------

    def _get_repair_state(self):
        """:return: str: where the repair stands, of :meth:`_get_repair_labels`."""
        line_sudo = self.sudo()
        if line_sudo.solution != "repair":
            was_refused = line_sudo._has_event("quote_refused")
            return "quote_refused" if was_refused else "dropped"
        passed = [code for code in _EVENT_STATES if line_sudo._has_event(code)]
        working = line_sudo.repair_id.state == "under_repair"
        if passed and passed[-1] not in ("quoted", "quote_accepted"):
            return passed[-1]
        if working:
            return "under_repair"
        if passed:
            return passed[-1]
        return "to_quote" if line_sudo._is_quoted_repair() else "planned"

    def _get_repair_labels(self):
        """:return: dict: what the customer is told of where a repair stands."""
        return {
            "to_quote": self.env._("Quotation in preparation"),
            "quoted": self.env._("Waits for your answer"),
            "quote_accepted": self.env._("Accepted, work is planned"),
            "quote_refused": self.env._("Quotation refused"),
            "planned": self.env._("Work is planned"),
            "under_repair": self.env._("Being repaired"),
            "repaired": self.env._("Repaired"),
            "sent": self.env._("On its way to you"),
            "delivered": self.env._("Back with you"),
            "scrapped": self.env._("Scrapped"),
            "dropped": self.env._("Not repaired"),
        }

    def _explain_repair_action(self, action):
        """Say why something cannot be done: what has to come first.

        :param str action: of :class:`returns_repair.RepairDecision`; ``over`` for
            claims that no repair is open for.
        :rtype: str
        """
        return {
            "inspect": self.env._("The unit has to be inspected first."),
            "repair": self.env._(
                "The unit is to be repaired: there is no more to ask."
            ),
            "quote": self.env._(
                "A quotation comes first; no work begins before it is accepted."
            ),
            "answer": self.env._(
                "The quotation is not accepted yet: no work begins before."
            ),
            "send": self.env._("The unit is repaired, and goes back."),
            "pay": self.env._(
                "The unit is repaired; it goes back when the repair is paid, as the "
                "terms of payment say."
            ),
            "wish": self.env._(
                "It is not repaired: what becomes of the unit, back at its owner's "
                "cost or scrapped, has to be said first."
            ),
            "exchange": self.env._(
                "The unit cannot be repaired: another solution is to be chosen."
            ),
            "service_centre": self.env._("An authorised service centre repairs it."),
            "close_dispute": self._explain_dispute(),
            "over": self.env._("No repair is open for this unit."),
        }[action]

    def _explain_answered(self):
        """:return: str: why the quotation cannot be answered (any more)."""
        state = self._get_quote_state() if self.solution == "repair" else "over"
        return {
            "none": self.env._("There is no quotation to answer yet."),
            "accepted": self.env._("This quotation was accepted already."),
            "refused": self.env._("This quotation was refused already."),
        }.get(state) or self._explain_repair_action("over")

    # -- Why it costs what it costs ----------------------------------------------------

    def _explain_repair(self):
        """Say why a repair is free, or is not, and who pays the way back (AFS-6).

        :return: sentences; none while no repair was decided.
        :rtype: list[str]
        """
        self.ensure_one()
        line_sudo = self.sudo()
        if line_sudo.solution != "repair" or not line_sudo.solution_why:
            return []
        return self._explain_repair_reasons(line_sudo._decide_repair().because)

    def _explain_repair_reasons(self, because):
        """:return: list: reasons of the policy as sentences."""
        ways = [one for one in because if one.code.startswith("carriage_")]
        found = [self._explain_reason(one) for one in because if one not in ways]
        said = "; ".join(found)
        first = [f"{said[:1].upper()}{said[1:]}."] if said else []
        return [*first, *(self._explain_way(one) for one in ways)]

    def _explain_found_no_paid_repairs(self, _facts):
        return self.env._("not repaired outside warranty")

    def _explain_found_quotation(self, _facts):
        return self.env._("parts, labour and transport are at your cost, as quoted")

    def _explain_found_accepted(self, _facts):
        return self.env._("you accepted the quotation")

    def _explain_found_refused(self, _facts):
        return self.env._("you refused the quotation")

    def _explain_found_payment_terms(self, _facts):
        return self.env._("it leaves when the terms of payment are met")

    def _explain_found_service_centre(self, _facts):
        return self.env._("an authorised service centre repairs it, free of charge")

    def _get_cost_labels(self):
        """:return: dict: what a repair costs, by code of the policy."""
        labels = {
            "parts": self.env._("Parts"),
            "labour": self.env._("Labour"),
            "transport": self.env._("Transport back to you"),
        }
        return {code: labels[code] for code in returns_repair.COSTS}

    # -- The customer's pages ---------------------------------------------------------

    @api.model
    def _get_repair_domain(self):
        """:return: Domain: what was repaired, is to be, or was quoted and refused."""
        # Of which claims he sees at all the record rules take care; quotations are for
        # staff to read.
        quoted = self.sudo()._search([("quote_id", "!=", False)])
        return Domain("solution", "=", "repair") | Domain("id", "in", quoted)

    @api.model
    def _count_repairs(self):
        """:return: int: how many repairs the current user sees."""
        return self.search_count(self._get_repair_domain())

    @api.model
    def _get_repair_rows(self, offset, limit):
        """Return what the list of repairs shows to the current user (AFS-8).

        :return: ``url``, ``name``, ``product``, ``serial``, ``state``, ``label``, and
            the day of the ``last`` step in words; the newest claim first.
        :rtype: list[dict]
        """
        lines = self.search(self._get_repair_domain(), offset=offset, limit=limit)
        labels = self._get_repair_labels()
        rows = []
        for line in lines:
            state = line._get_repair_state()
            rows.append(
                {
                    "url": f"/my/returns/{line.return_id.id}",
                    "name": line.return_id.display_name,
                    # An article that is not published any more has a name, too.
                    "product": line.sudo().product_id.display_name,
                    "serial": line.lot_name or "",
                    "state": state,
                    "label": labels[state],
                    "last": format_date(self.env, line.last_event_on),
                }
            )
        return rows

    def _get_repair_block(self):
        """Return what the page of a return tells of a repair, to the current user.

        :return: ``state`` and its ``label``; ``because`` (sentences); ``free`` and
            ``charged`` (words of the costs); ``quote`` (a dict, see
            :meth:`_get_quote_block`) or ``None``; ``answers`` (codes ``accepted`` and
            ``refused``) and ``wishes`` (codes) that he is asked for, and why he may not
            answer (``obstacle``, empty when he may). ``None`` where there is no repair.
        :rtype: dict | None
        """
        self.ensure_one()
        line_sudo = self.sudo()
        if line_sudo.solution != "repair" and not line_sudo.quote_id:
            return None
        state = self._get_repair_state()
        block = {
            "state": state,
            "label": self._get_repair_labels()[state],
            "because": self._explain_repair(),
            "free": [],
            "charged": [],
            "answers": (),
            "wishes": (),
            "obstacle": "",
            "quote": self._get_quote_block(),
        }
        if line_sudo.solution == "repair" and line_sudo.solution_why:
            decision = line_sudo._decide_repair()
            labels = self._get_cost_labels()
            block["free"] = [labels[code] for code in decision.free]
            block["charged"] = [labels[code] for code in decision.charged]
            if decision.action == "answer":
                expired = line_sudo._get_acceptance_error()
                block["obstacle"] = self._get_answer_error() or expired or ""
                block["answers"] = () if block["obstacle"] else decision.choices
            elif decision.action == "wish":
                block["wishes"] = decision.choices
        return block

    def _get_quote_block(self):
        """Return what a customer's user may know of the quotation.

        :return: ``name``, ``until`` (in words, empty when it is answered), ``url``
            (empty unless he may open it), ``rows`` and ``totals`` (label and amount in
            words; empty for who may not see prices); ``None`` before it is sent.
        :rtype: dict | None
        """
        line_sudo = self.sudo()
        quote_sudo = line_sudo.quote_id
        if not quote_sudo or not line_sudo._has_event("quoted"):
            return None
        open_quote = quote_sudo.state == "sent"
        until = quote_sudo.validity_date if open_quote else False
        may_open = quote_sudo.with_user(self.env.user).has_access("read")
        sees = self.env.user._has_b2b_right("see_prices")
        return {
            "name": quote_sudo.name,
            "until": format_date(self.env, until) if until else "",
            "url": f"/my/orders/{quote_sudo.id}" if may_open else "",
            "rows": self._get_quote_rows() if sees else [],
            "totals": self._get_quote_totals() if sees else [],
        }

    def _format_quote_amount(self, amount):
        currency_sudo = self.sudo().quote_id.currency_id
        return formatLang(self.env, amount, currency_obj=currency_sudo)

    def _get_quote_rows(self):
        """:return: list: label and amount of parts, labour and transport."""
        labels = self._get_cost_labels()
        sums = dict.fromkeys(labels, 0.0)
        for line_sudo in self.sudo().quote_id.order_line:
            sums[self._get_cost_code(line_sudo.product_id)] += line_sudo.price_subtotal
        return [
            {"label": labels[code], "amount": self._format_quote_amount(amount)}
            for code, amount in sums.items()
        ]

    def _get_cost_code(self, product):
        """:return: str: which cost of a repair a product of its quotation is."""
        if product == self.env.ref("cats_b2b.product_repair_labour"):
            return "labour"
        if product == self.env.ref("cats_b2b.product_return_carriage"):
            return "transport"
        return "parts"

    def _get_quote_totals(self):
        quote_sudo = self.sudo().quote_id
        totals = (
            (self.env._("Without tax"), quote_sudo.amount_untaxed),
            (self.env._("Tax"), quote_sudo.amount_tax),
            (self.env._("Total"), quote_sudo.amount_total),
        )
        return [
            {"label": label, "amount": self._format_quote_amount(amount)}
            for label, amount in totals
        ]
