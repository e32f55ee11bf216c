import secrets
from dataclasses import replace

from psycopg2.errors import UniqueViolation

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date, mute_logger

from ..policies import order_template as template_policy
from ..policies.form_key import get_mark
from ..policies.order_rows import WantedRow
from ..policies.typed_quantity import is_quantity


class CatsTemplateSourceMixin(models.AbstractModel):
    """What order templates and project lists are made of (ORD-2, ORD-8).

    "Made from the cart, an order or an upload": each source is asked for its rows,
    and one method keeps rows as lines.
    """

    _name = "cats.template.source.mixin"
    _description = "Sources of order templates"

    # -- New ones -----------------------------------------------------------------

    @api.model
    def _create_b2b_from_rows(self, rows, name, kind="template", user=None, key=None):
        """Keep wanted rows as a new template or list.

        Equal articles add up; a list may be empty. A row without an article keeps its
        number, and is reported whenever the template is looked at; rows without an
        article and a number, or with a quantity that is none, are left out.

        :param rows: list of :class:`WantedRow`.
        :param str name: its name.
        :param str kind: ``template`` or ``list``.
        :param res.users user: its owner, for staff and jobs.
        :param str key: of the form that asks: the same one gets the same template.
        :return: the new template.
        :rtype: cats.order.template
        :raise odoo.exceptions.AccessError: if the current user may not make it.
        :raise UserError: if the name is none, or the rows are none or too many.
        """
        owner_sudo = self._check_owner(user)
        rows = self._hide_foreign_products(rows)
        return self._create_of_rows(rows, name, kind, owner_sudo, key=key)

    @api.model
    def _create_b2b_from_order(
        self, order, name=None, user=None, kind="template", key=None
    ):
        """Keep the articles of an order, a quotation or a cart (ORD-1, ORD-2).

        Fees, delivery and what else comes with the articles is left out.

        :param sale.order order: one that the current user may see.
        :param str name: by default that of the order, of a cart with its day.
        :param res.users user: its owner; where a job asks, by default who ordered.
        :param str kind: ``template`` or ``list``.
        :param str key: as of :meth:`_create_b2b_from_rows`.
        :return: the new template.
        :rtype: cats.order.template
        :raise odoo.exceptions.AccessError: if the current user may not see the order,
            or not make templates.
        :raise UserError: if it has no articles, or the name is none.
        """
        order.ensure_one()
        order.with_user(self.env.user).check_access("read")
        order_sudo = order.sudo()
        if not user and not self.env.user._is_b2b_customer():
            user = order_sudo.partner_id.user_ids[:1]
        owner_sudo = self._check_owner(user)
        templates = self.with_context(lang=owner_sudo.lang)
        return self._create_of_rows(
            order_sudo._get_b2b_rows(),
            name or templates._get_order_name(order_sudo),
            kind,
            owner_sudo,
            website=order_sudo.website_id,
            key=key,
        )

    @api.model
    def _create_b2b_from_invoice(
        self, move, name=None, user=None, kind="template", key=None
    ):
        """Keep the articles of an invoice (ORD-2).

        :param account.move move: an invoice that the current user may see.
        :param str name: by default that of the invoice.
        :param res.users user: its owner, for staff and jobs.
        :param str kind: ``template`` or ``list``.
        :param str key: as of :meth:`_create_b2b_from_rows`.
        :return: the new template.
        :rtype: cats.order.template
        :raise odoo.exceptions.AccessError: if the current user may not see the
            invoice, or not make templates.
        :raise UserError: if it has no articles, or the name is none.
        """
        move.ensure_one()
        move.with_user(self.env.user).check_access("read")
        owner_sudo = self._check_owner(user)
        move_sudo = move.sudo()
        return self._create_of_rows(
            move_sudo._get_b2b_invoice_rows(),
            name or self._get_invoice_name(move_sudo),
            kind,
            owner_sudo,
            website=move_sudo.website_id,
            key=key,
        )

    @api.model
    def _get_order_name(self, order):
        """:return: str: what a template made of an order is called by default."""
        if order.state != "draft":
            return self.env._("Order %(name)s", name=order.name)
        day = format_date(self.env, order.date_order)
        return self.env._("Cart of %(day)s", day=day)

    @api.model
    def _get_invoice_name(self, move):
        """:return: str: what a template made of an invoice is called by default."""
        return self.env._("Invoice %(name)s", name=move.name)

    @api.model
    def _make_key(self):
        """:return: str: what tells a form from others, so that it counts once."""
        return secrets.token_urlsafe(12)

    @api.model
    def _create_of_rows(self, rows, name, kind, owner_sudo, website=None, key=None):
        """Write what was checked: a template with a line per article.

        :param website website: where it was ordered, if it was.
        :return: the template, as the current user's.
        :rtype: cats.order.template
        :raise UserError: if there are no rows for a template, or too many of them.
        """
        name = self._clean_name(name)
        rows = self._keep_rows(rows)
        if not rows and kind != "list":
            raise UserError(self.env._("There are no articles to keep."))
        self._check_size(len(rows))
        vals = {
            "name": name,
            "kind": kind,
            "user_id": owner_sudo.id,
            "website_id": self._get_owner_website(owner_sudo, website).id,
            "request_key": key,
            "line_ids": self._prepare_line_commands(rows, owner_sudo),
        }
        return self._create_once(vals)

    @api.model
    def _create_once(self, vals):
        """Create a template, unless the same form has made it already.

        :param dict vals: values; ``request_key`` is that of the form, which makes
            another one if it is sent with another content.
        :return: the template, as the current user's; none if another request is just
            making it.
        :rtype: cats.order.template
        """
        templates_sudo = self.sudo().with_context(active_test=False)
        key = get_mark(vals.get("request_key"), vals)
        vals = {**vals, "request_key": key}
        if not key:
            return templates_sudo.create(vals).with_env(self.env)
        same = [("user_id", "=", vals["user_id"]), ("request_key", "=", key)]
        if made_sudo := templates_sudo.search(same, limit=1):
            return made_sudo.with_env(self.env)
        try:
            # The index decides when a form arrives twice at once.
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return templates_sudo.create(vals).with_env(self.env)
        except UniqueViolation:
            return self.browse()

    # -- More lines ---------------------------------------------------------------

    def _add_b2b_articles(self, articles):
        """Put articles into a template or list; equal ones add up (ORD-8).

        :param articles: list of (product.product, quantity, uom.uom); no unit means
            the product's own.
        :return: the lines that they went into.
        :rtype: cats.order.template.line
        :raise odoo.exceptions.AccessError: if the current user may not change it, or
            not see one of the articles.
        :raise UserError: if a quantity is none, or there are too many lines.
        """
        template_sudo = self._check_template("edit")
        for product, _quantity, _uom in articles:
            product.with_user(self.env.user).check_access("read")
        rows = [
            WantedRow(
                key=str(index),
                product_id=product.id,
                quantity=quantity,
                uom_id=(uom or product.uom_id).id,
            )
            for index, (product, quantity, uom) in enumerate(articles)
        ]
        return template_sudo._add_rows(rows).with_env(self.env)

    def _add_b2b_template_rows(self, rows):
        """Put wanted rows into a template or list; equal ones add up.

        :param rows: list of :class:`WantedRow`, see :meth:`_create_b2b_from_rows`.
        :return: the lines that they went into.
        :rtype: cats.order.template.line
        :raise odoo.exceptions.AccessError: if the current user may not change it.
        :raise UserError: if there are too many lines.
        """
        template_sudo = self._check_template("edit")
        rows = self._hide_foreign_products(rows)
        return template_sudo._add_rows(rows).with_env(self.env)

    def _add_rows(self, rows):
        """Write rows, of who was checked, as lines.

        :return: the lines that they went into.
        :rtype: cats.order.template.line
        """
        self.ensure_one()
        known = {
            template_policy.get_row_key(line._prepare_b2b_row()): line
            for line in self.line_ids
        }
        changed, fresh = self.line_ids.browse(), []
        for row in self._keep_rows(rows):
            line = known.get(template_policy.get_row_key(row))
            if line:
                line.quantity += row.quantity
                changed |= line
            else:
                fresh.append(row)
        self._check_size(len(self.line_ids) + len(fresh))
        before = self.line_ids
        last = max(before.mapped("sequence"), default=0)
        self.line_ids = self._prepare_line_commands(fresh, self.user_id, last)
        return changed | (self.line_ids - before)

    # -- Rows and lines -----------------------------------------------------------

    @api.model
    def _keep_rows(self, rows):
        """:return: list: the rows that a line can hold, equal articles added up."""
        wanted_ids = {row.product_id for row in rows if row.product_id}
        found_sudo = self.env["product.product"].sudo().browse(wanted_ids).exists()
        units = {product_sudo.id: product_sudo.uom_id.id for product_sudo in found_sudo}
        return template_policy.merge_rows(
            replace(row, uom_id=row.uom_id or units.get(row.product_id, 0))
            for row in rows
            if (row.product_id in units or row.number.strip())
            and is_quantity(row.quantity)
        )

    @api.model
    def _hide_foreign_products(self, rows):
        """Leave articles that the current user does not see to their number.

        Their name would tell him of them.

        :rtype: list[WantedRow]
        """
        wanted_ids = list({row.product_id for row in rows if row.product_id})
        products = self.env["product.product"].with_user(self.env.user)
        known = set(products.browse(wanted_ids).exists()._filtered_access("read")._ids)
        return [
            row if row.product_id in known else replace(row, product_id=0)
            for row in rows
        ]

    @api.model
    def _prepare_line_commands(self, rows, owner_sudo, last=0):
        """Return the commands that write rows as lines.

        :param list rows: wanted rows.
        :param res.users owner_sudo: in whose language articles are named.
        :param int last: the sequence after which they stand.
        :rtype: list
        """
        lines = self.env["cats.order.template.line"]
        # Of an order of one's own the articles are known, whatever became of them.
        products_sudo = self.env["product.product"].sudo()
        products_sudo = products_sudo.with_context(lang=owner_sudo.lang)
        found_sudo = products_sudo.browse({row.product_id for row in rows}).exists()
        facts = {
            product_sudo.id: lines._prepare_product_facts(product_sudo)
            for product_sudo in found_sudo
        }
        return [
            Command.create(
                {
                    "product_name": row.label,
                    "product_number": row.number.strip(),
                    **facts.get(row.product_id, {}),
                    "product_id": row.product_id if row.product_id in facts else False,
                    "sequence": last + position,
                    "quantity": row.quantity,
                    "options": row.options or False,
                    **({"product_uom_id": row.uom_id} if row.uom_id else {}),
                }
            )
            for position, row in enumerate(rows, start=1)
        ]
