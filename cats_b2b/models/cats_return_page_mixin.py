from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date, plaintext2html

ACTIVITY = "cats_b2b.mail_activity_type_return_message"
MAX_TEXT = 5000
# What the list of returns can be narrowed to.
FILTERS = {
    "all": Domain.TRUE,
    "yours": Domain("line_ids.next_actor", "=", "customer")
    & Domain("state", "in", ("submitted", "open")),
    "open": Domain("state", "in", ("submitted", "open")),
    "done": Domain("state", "in", ("done", "refused", "withdrawn")),
}
BADGES = {
    "submitted": "text-bg-warning",
    "open": "text-bg-info",
    "done": "text-bg-success",
    "refused": "text-bg-danger",
    "withdrawn": "text-bg-secondary",
}


class CatsReturnPageMixin(models.AbstractModel):
    """What a customer's pages show of his returns, and what he does there (AFS-8)."""

    _name = "cats.return.page.mixin"
    _description = "Pages of a return"

    # -- The list -----------------------------------------------------------------

    @api.model
    def _get_filter_labels(self):
        """:return: dict: what the list can be narrowed to, in words by code."""
        return {
            "all": self.env._("All"),
            "yours": self.env._("Waiting for you"),
            "open": self.env._("In progress"),
            "done": self.env._("Ended"),
        }

    @api.model
    def _get_list_rows(self, domain, offset, limit):
        """Return what the list shows of the returns that the current user sees.

        :return: ``url``, ``name``, ``number`` of the claim, ``day``, ``by`` (who
            claimed), ``products`` (the first ones), ``more`` (how many others),
            ``state`` with ``label`` and ``badge``, ``next`` (what comes, in words) and
            ``is_yours`` (whether the customer has to act).
        :rtype: list[dict]
        """
        claims = self.search(domain, offset=offset, limit=limit)
        labels = dict(self._fields["state"]._description_selection(self.env))
        rows = []
        for claim in claims:
            # Who sees the claim sees its articles, also those not sold any more.
            lines_sudo = claim.sudo().line_ids
            running = lines_sudo.filtered(lambda line: line.next_actor != "none")
            yours = running.filtered(lambda line: line.next_actor == "customer")
            names = lines_sudo.product_id.mapped("display_name")
            rows.append(
                {
                    "url": f"/my/returns/{claim.id}",
                    "name": claim.display_name,
                    "number": claim.name,
                    "day": format_date(self.env, claim.submitted_on),
                    "by": claim.sudo().partner_id.name,
                    "products": names[:2],
                    "more": max(len(names) - 2, 0),
                    "label": labels[claim.state],
                    "badge": BADGES[claim.state],
                    "next": (yours or running)[:1]._explain_next(),
                    "is_yours": bool(yours),
                }
            )
        return rows

    # -- One return ---------------------------------------------------------------

    def _get_page_values(self):
        """Return what the page of a return shows to the current user (AFS-8).

        :return: ``name``, ``number``, ``day``, ``by``, ``label`` and ``badge`` of the
            state, ``address`` (lines), ``instructions`` (HTML or empty), ``slip`` and
            ``labels`` (name and address of what can be printed), ``lines`` (see
            :meth:`_get_line_values`), ``messages`` (see :meth:`_get_message_rows`),
            ``is_new`` while nobody has answered the claim.
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        labels = dict(self._fields["state"]._description_selection(self.env))
        # Checked above; addresses and articles are shown with the claim.
        claim_sudo = self.sudo()
        address = claim_sudo.partner_shipping_id
        is_open = self.state in ("submitted", "open")
        return {
            "id": self.id,
            "name": self.display_name,
            "number": self.name,
            "ra_number": self.ra_number or "",
            "day": format_date(self.env, self.submitted_on),
            "by": claim_sudo.partner_id.name,
            "label": labels[self.state],
            "badge": BADGES[self.state],
            "is_new": self.state == "submitted" and not self.ra_number,
            "is_open": is_open,
            "address": address._display_address().splitlines() if address else [],
            "instructions": is_open and self.ra_number and self.instructions,
            "papers": self._get_papers() if is_open else [],
            "lines": [line._get_line_values() for line in self.line_ids],
            "messages": self._get_message_rows(),
        }

    def _get_papers(self):
        """:return: list: name and address of what goes onto or into the parcel."""
        papers = []
        if self._has_slip():
            name = self.env._("Return slip %(number)s", number=self.ra_number)
            papers.append({"name": name, "url": f"/my/returns/{self.id}/slip"})
        for label in self.label_ids:
            papers.append(
                {"name": label.name, "url": f"/web/content/{label.id}?download=1"}
            )
        return papers

    # -- Messages -----------------------------------------------------------------

    def _get_message_rows(self):
        """Return what was written about a return, the newest last.

        :return: ``author``, ``day``, ``body`` (HTML), ``is_own`` (written by the
            customer) and ``files`` (name and address).
        :rtype: list[dict]
        """
        company = self.sudo().commercial_partner_id
        # Notes of staff stay theirs; what mails told stands in the steps.
        messages_sudo = self.sudo().message_ids.filtered(
            lambda message: (
                message.message_type in ("comment", "email")
                and message.subtype_id
                and not message.subtype_id.internal
                and not message.is_internal
            )
        )
        return [
            {
                "author": message.author_id.name or message.email_from,
                "day": format_date(self.env, message.date),
                "body": message.body,
                "is_own": message.author_id.commercial_partner_id == company,
                "files": [
                    {"name": file.name, "url": f"/web/content/{file.id}?download=1"}
                    for file in message.attachment_ids
                ],
            }
            for message in messages_sudo.sorted("id")
        ]

    def _post_message(self, text):
        """Write to the seller about a return, as the current customer's user (AFS-8).

        :param str text: what he typed, at most 5,000 characters.
        :return: why it was not sent, in words; empty when it was.
        :rtype: str
        :raise AccessError: if it is none of his returns.
        """
        self.ensure_one()
        self.line_ids[:1]._check_customer()
        text = text.strip()
        if not text:
            return self.env._("Please write something.")
        if len(text) > MAX_TEXT:
            return self.env._(
                "Please write %(limit)s characters at most.", limit=MAX_TEXT
            )
        claim_sudo = self.sudo()
        claim_sudo.message_post(
            body=plaintext2html(text),
            author_id=self.env.user.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        claim_sudo._remind_desk(self.env.user.name)
        return ""

    def _remind_desk(self, name):
        """Leave an activity for the desk: a customer wrote; one until it is done.

        :param str name: of who wrote.
        """
        self.ensure_one()
        kind = self.env.ref(ACTIVITY)
        if self.activity_ids.filtered(lambda one: one.activity_type_id == kind):
            return
        user = self.responsible_id or self.approved_by_id
        self.activity_schedule(
            activity_type_id=kind.id,
            summary=self.with_context(lang=user.lang).env._(
                "%(name)s wrote about this return.", name=name
            ),
            user_id=user.id,
        )


class CatsReturnLinePageMixin(models.AbstractModel):
    """What a page shows of a claimed line, and what the customer does there (AFS-8)."""

    _name = "cats.return.line.page.mixin"
    _description = "Pages of a line of a return"

    is_hand_over_told = fields.Boolean(
        string="On its way, the customer says",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Nobody has seen it yet: a replacement waits until a carrier has picked "
        "the unit up, or it has come.",
    )

    # -- What is shown ------------------------------------------------------------

    def _get_line_values(self):
        """Return what the page of a return shows of a line to the current user.

        :return: what was claimed (``product``, ``serial``, ``quantity``, ``reason``,
            ``description``, ``delivered``, ``warranty``, ``photos``), where it stands
            (``label``, ``steps``, ``next``, ``is_yours``), what was found (``verdict``,
            ``note``, ``found_photos``, ``refusal``), what becomes of it (``clause``,
            ``solutions`` that he can choose now, ``from_storage``, ``carriage``,
            ``agrees``, ``repair``, ``money``, ``parcels``) and what the user can do
            (``can_withdraw``, ``can_tell_sent``).
        :rtype: dict
        """
        self.ensure_one()
        # Who sees the claim sees the articles in it.
        line_sudo = self.sudo()
        labels = dict(self._fields["state"]._description_selection(self.env))
        return {
            "id": self.id,
            "product": line_sudo.product_id.display_name,
            "image": f"/my/returns/lines/{self.id}/image",
            "serial": self.lot_name or "",
            "quantity": line_sudo.sale_line_id._format_b2b_quantity(self.quantity),
            "order": line_sudo.order_id.name,
            "reason": line_sudo.reason_id.name,
            "description": self.description or "",
            "delivered": self._format_date(self.delivered_on),
            "warranty": self._format_date(self.warranty_end),
            "photos": line_sudo.photo_ids.ids,
            "label": labels[self.state],
            "state": self.state,
            "steps": self._get_step_rows(),
            "next": self._explain_next(),
            "is_yours": self.next_actor == "customer",
            **self._get_finding_values(),
            **self._get_outcome_values(),
            "can_withdraw": self._can_withdraw(),
            "can_tell_sent": self._can_tell_sent(),
        }

    def _get_finding_values(self):
        """:return: dict: what was found, for the customer."""
        line_sudo = self.sudo()
        verdicts = dict(self._fields["verdict"]._description_selection(self.env))
        return {
            "verdict": verdicts.get(self.verdict, ""),
            "note": self.inspection_note or "",
            "found_photos": line_sudo.inspection_photo_ids.ids,
            "refusal": self.refusal or "",
        }

    def _get_outcome_values(self):
        """:return: dict: what becomes of a line, and what the customer is asked."""
        is_open = self.state not in ("done", "refused", "withdrawn")
        choices = self._get_choices()
        return {
            "clause": self._get_clause(),
            "solutions": [
                one for one in self._explain_solutions() if one["code"] in choices
            ],
            "carriage": self._explain_carriage(),
            "from_storage": bool(choices) and self.sudo().solution == "keep",
            "agrees": is_open and self._awaits_agreement(),
            "costs": self._get_carriage_text(),
            "repair": self._get_repair_block(),
            "money": self._get_money_block(),
            "parcels": self._get_parcels(),
        }

    def _format_date(self, day):
        return format_date(self.env, day) if day else ""

    def _get_step_rows(self):
        """:return: list: ``label``, ``state``, ``day`` (in words) of each step."""
        labels = dict(self._get_step_labels())
        return [
            {
                "label": labels[step.code],
                "state": step.state,
                "day": self._format_date(step.day),
            }
            for step in self._get_timeline().steps
        ]

    # -- What the customer does ---------------------------------------------------

    def _can_withdraw(self):
        """:return: bool: whether it can be withdrawn: nothing was sent in yet."""
        self.ensure_one()
        done = (self.sudo().events or {}).keys()
        return self.state in ("submitted", "approved") and not (
            done & {"handed_over", "received", "inspected", "chosen"}
        )

    def _can_tell_sent(self):
        """:return: bool: whether the customer can say that the goods are on the way."""
        self.ensure_one()
        # What a carrier fetches is noted by staff, who hear of it from him.
        return self.next_step == "handed_over" and not self.is_collected

    def _withdraw(self):
        """Withdraw a claim, as the current customer's user (AFS-8).

        :raise AccessError: if it is none of his.
        :raise UserError: if goods are on their way, or it has ended.
        """
        self.ensure_one()
        self._check_customer()
        line_sudo = self.sudo()
        line_sudo._lock_b2b()
        if not line_sudo._can_withdraw():
            raise UserError(self.env._("This can no longer be withdrawn."))
        line_sudo._log_event("cancelled")

    def _say_handed_over(self):
        """Say that the goods are on their way, as the current customer's user.

        :raise AccessError: if it is none of his.
        :raise UserError: if nothing is to be sent in now.
        """
        self.ensure_one()
        self._check_customer()
        line_sudo = self.sudo()
        line_sudo._lock_b2b()
        if not line_sudo._can_tell_sent():
            raise UserError(self.env._("Nothing is to be sent in now."))
        line_sudo.is_hand_over_told = True
        line_sudo._log_event("handed_over")

    def _is_picked_up(self):
        """:return: bool: whether a carrier has the goods, or they have come (AFS-5)."""
        self.ensure_one()
        line_sudo = self.sudo()
        if line_sudo._has_event("received"):
            return True
        return line_sudo._has_event("handed_over") and not line_sudo.is_hand_over_told
