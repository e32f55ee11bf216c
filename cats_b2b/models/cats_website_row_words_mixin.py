from odoo import models
from odoo.exceptions import MissingError
from odoo.tools import formatLang

from ..policies import order_rows


class CatsWebsiteRowWordsMixin(models.AbstractModel):
    """Why a row does not become what was wanted, in words (ORD-2, ORD-4)."""

    _name = "cats.website.row.words.mixin"
    _description = "Reasons about wanted rows"

    def _explain_b2b_row(self, decision):
        """Say why a row does not become what was wanted.

        :param order_rows.RowDecision decision: of :meth:`_judge_b2b_rows`.
        :return: its reasons in words; empty for a good row.
        :rtype: str
        """
        return " ".join(
            getattr(self, f"_explain_b2b_row_{reason.code}")(decision, reason)
            for reason in decision.because
        )

    def _describe_b2b_row(self, decision):
        """Say why a row did not go into the cart, and what could be taken instead.

        :param order_rows.RowDecision decision: of :meth:`_judge_b2b_rows`.
        :return: the ``sentence``, the ``offer`` (empty without one) and the ``url`` of
            the page on which to choose an article's options (empty for others).
        :rtype: dict[str, str]
        """
        sentence = self._explain_b2b_row(decision)
        if decision.outcome == order_rows.CHANGED:
            sentence = self.env._(
                "%(reason)s Put into the cart: %(quantity)s.",
                reason=sentence,
                quantity=self._format_b2b_row_quantity(decision.row, decision.quantity),
            )
        return {
            "sentence": sentence,
            "offer": self._describe_b2b_offer(decision),
            "url": self._get_b2b_row_url(decision),
        }

    def _describe_b2b_offer(self, decision):
        """:return: str: what a proposal puts into the cart; empty without one."""
        proposal = decision.proposal
        if not proposal:
            return ""
        quantity = self._format_b2b_row_quantity(proposal, proposal.quantity)
        if proposal.product_id == decision.row.product_id:
            return self.env._("Take %(quantity)s instead", quantity=quantity)
        return self.env._(
            "Take %(article)s instead (%(quantity)s)",
            article=self._get_b2b_row_product_name(proposal.product_id),
            quantity=quantity,
        )

    def _format_b2b_row_quantity(self, row, quantity):
        """:return: a quantity of a row with its unit, in words."""
        unit_sudo = self.env["uom.uom"].sudo().browse(row.uom_id)
        if not row.uom_id:
            unit_sudo = self._get_b2b_row_product(row.product_id).uom_id
        return unit_sudo._format_b2b_quantity(quantity) if unit_sudo else str(quantity)

    def _get_b2b_row_url(self, decision):
        """:return: the page of the article of which there is something to choose."""
        reasons = {reason.code: reason for reason in decision.because}
        if "options" in reasons:
            product_id = decision.row.product_id
        elif "replaced" in reasons and not decision.proposal:
            product_id = reasons["replaced"].facts["product_id"]
        else:
            return ""
        return self._get_b2b_row_product(product_id).website_url or ""

    def _get_b2b_row_label(self, decision):
        """Name the article of a row, to who knew it or may know it.

        :return: its name; of what is not sold, what its caller calls it.
        :rtype: str
        """
        row = decision.row
        if decision.sold:
            return self._get_b2b_row_product_name(row.product_id)
        return row.label or row.number or self.env._("This article")

    def _get_b2b_row_product_name(self, product_id):
        product_sudo = self._get_b2b_row_product(product_id)
        named = product_sudo.with_context(display_default_code=False)
        return named.display_name or self.env._("This article")

    def _get_b2b_row_product(self, product_id):
        """:return: product.product: that of a row, empty if it was deleted since."""
        product_sudo = self.env["product.product"].sudo().browse(product_id)
        try:
            product_sudo.uom_id  # noqa: B018
        except MissingError:
            return product_sudo.browse()
        return product_sudo

    def _prefetch_b2b_rows(self, decisions):
        """Read what the sentences of all rows need in one go."""
        ids = {one.row.product_id for one in decisions}
        ids |= {one.proposal.product_id for one in decisions if one.proposal}
        ids |= {
            reason.facts["product_id"]
            for one in decisions
            for reason in one.because
            if reason.code == "replaced"
        }
        products_sudo = self.env["product.product"].sudo().browse(ids - {0}).exists()
        products_sudo.with_context(display_default_code=False).mapped("display_name")
        products_sudo.uom_id.mapped("name")

    def _explain_b2b_row_unknown(self, decision, _reason):
        if not decision.row.number:
            return self._explain_b2b_row_gone(decision, _reason)
        return self.env._(
            "No article has the number %(number)s.", number=decision.row.number
        )

    def _explain_b2b_row_ambiguous(self, decision, _reason):
        return self.env._(
            "Several articles have the number %(number)s.", number=decision.row.number
        )

    def _explain_b2b_row_gone(self, decision, _reason):
        return self.env._(
            "%(article)s is not sold any more.",
            article=self._get_b2b_row_label(decision),
        )

    def _explain_b2b_row_not_sold(self, decision, reason):
        # A stranger's article is one that does not exist.
        return self._explain_b2b_row_gone(decision, reason)

    def _explain_b2b_row_replaced(self, decision, reason):
        return self.env._(
            "%(article)s is not sold any more; %(successor)s replaces it.",
            article=self._get_b2b_row_label(decision),
            successor=self._get_b2b_row_product_name(reason.facts["product_id"]),
        )

    def _explain_b2b_row_quantity(self, decision, reason):
        return self.env._(
            "%(article)s: the quantity has to be a number above 0 and not above "
            "%(maximum)s.",
            article=self._get_b2b_row_label(decision),
            maximum=formatLang(self.env, reason.facts["maximum"], digits=0),
        )

    def _explain_b2b_row_options(self, decision, _reason):
        return self.env._(
            "%(article)s: please choose how you want it on its page.",
            article=self._get_b2b_row_label(decision),
        )

    def _explain_b2b_row_packaging(self, decision, _reason):
        return self.env._(
            "%(article)s is not sold by this unit any more.",
            article=self._get_b2b_row_label(decision),
        )

    def _explain_b2b_row_price(self, decision, _reason):
        return self.env._(
            "%(article)s cannot be ordered online, please ask us.",
            article=self._get_b2b_row_label(decision),
        )

    def _explain_b2b_row_whole(self, decision, _reason):
        return self.env._(
            "%(article)s is sold by whole units.",
            article=self._get_b2b_row_label(decision),
        )

    def _explain_b2b_row_shop(self, decision, reason):
        return reason.facts["message"] or self._explain_b2b_row_gone(decision, reason)

    def _explain_b2b_row_of_quantity(self, decision, reason):
        product_sudo = self.env["product.product"].sudo()
        product_sudo = product_sudo.browse(decision.row.product_id)
        return product_sudo._explain_b2b_quantity([reason])[0]

    _explain_b2b_row_minimum = _explain_b2b_row_of_quantity
    _explain_b2b_row_multiple = _explain_b2b_row_of_quantity
    _explain_b2b_row_stock = _explain_b2b_row_of_quantity
    _explain_b2b_row_stock_short = _explain_b2b_row_of_quantity
    _explain_b2b_row_unit = _explain_b2b_row_of_quantity
