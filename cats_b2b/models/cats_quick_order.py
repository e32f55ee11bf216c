from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL, mute_logger

from ..policies.order_rows import REFUSED
from ..policies.typed_quantity import is_quantity

DAYS_DONE = 30  # in which a file that is handed in again is known
DAYS_OPEN = 90


class CatsQuickOrder(models.Model):
    """Rows of articles that a user puts together before they go into his cart (ORD-4).

    Typed, pasted or of a file. Each user has one open of them per website, whatever
    browser he sits at. Nobody has a right on this model: its methods look up the
    current user's own.
    """

    _name = "cats.quick.order"
    _inherit = ["cats.quick.file.mixin", "cats.quick.page.mixin"]
    _description = "Quick order"
    _order = "id desc"

    user_id = fields.Many2one(
        comodel_name="res.users", required=True, index=True, ondelete="cascade"
    )
    website_id = fields.Many2one(
        comodel_name="website", required=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(
        selection=[("open", "Open"), ("done", "Put into the cart")],
        required=True,
        default="open",
    )
    name = fields.Char(help="Of the file that was uploaded last.")
    rows = fields.Json(help="What was typed or read, one dictionary per row.")
    layout = fields.Json(help="Columns and head of the file, to hand it back.")
    sources = fields.Json(help="Hashes of the files and blocks that were put in.")
    form_marks = fields.Json(help="Of the forms that were sent last.")
    done_at = fields.Datetime()
    order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Cart",
        index="btree_not_null",
        ondelete="set null",
    )
    report = fields.Json(help="What became of each row, in words, by its key.")

    _open_uniq = models.UniqueIndex(
        "(user_id, website_id) WHERE state = 'open'",
        "There is an open quick order already.",
    )

    # -- The current user's own -----------------------------------------------

    @api.model
    def _get_own(self, website, quick_id=None):
        """Return a quick order of the current user.

        :param website website: the shop.
        :param int quick_id: which; the open one by default.
        :return: it as superuser, or nothing.
        :rtype: cats.quick.order
        """
        domain = [("user_id", "=", self.env.uid), ("website_id", "=", website.id)]
        if quick_id:
            domain.append(("id", "=", quick_id))
        else:
            domain.append(("state", "=", "open"))
        # Everybody gets at his own ones only.
        return self.sudo().search(domain, limit=1)

    @api.model
    def _open(self, website):
        """:return: the open quick order of the current user, a new one if need be.

        :raise AccessError: if he may not order.
        :raise ConcurrencyError: if he opened one at the same time; Odoo tries again.
        """
        self.env.user._check_b2b_right("place_orders")
        if quick_sudo := self._get_own(website):
            return quick_sudo
        vals = {"user_id": self.env.uid, "website_id": website.id}
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                return self.sudo().create(vals)
        except UniqueViolation as error:
            raise ConcurrencyError() from error

    @api.model
    def _get_last(self, website):
        """:return: what the current user put into his cart last, today or yesterday."""
        since = fields.Datetime.now() - timedelta(days=1)
        return self.sudo().search(
            [
                ("user_id", "=", self.env.uid),
                ("website_id", "=", website.id),
                ("state", "=", "done"),
                ("done_at", ">", since),
            ],
            limit=1,
        )

    def _get_earlier(self):
        """Find out whether a file of this one was put into a cart before.

        :return: the last quick order that held one of the same files or blocks.
        :rtype: cats.quick.order
        """
        self.ensure_one()
        sources = set(self.sources or ())
        if not sources:
            return self.browse()
        done = self.search(
            [
                ("user_id", "=", self.user_id.id),
                ("website_id", "=", self.website_id.id),
                ("state", "=", "done"),
                ("done_at", ">", fields.Datetime.now() - timedelta(days=DAYS_DONE)),
            ],
            limit=200,
        )
        return done.filtered(lambda one: sources & set(one.sources or ()))[:1]

    # -- Into the cart, into a template ---------------------------------------

    def _submit(self, again=False):
        """Put the rows into the user's cart, as one; once, whoever asks twice.

        What cannot be ordered stays out; the cart reports it row by row.

        :param bool again: whether to put in what was put in before, see
            :meth:`_get_earlier`.
        :return: whether it is in the cart now.
        :rtype: bool
        :raise AccessError: if he may not order.
        :raise UserError: if his company may not order.
        """
        self.ensure_one()
        self._lock()
        if self.state == "done":
            return True
        self._check_ordering()
        rows = self._get_wanted()
        shop = self._get_shop()
        decisions = shop._judge_b2b_rows(rows)
        if all(one.outcome == REFUSED for one in decisions):
            return False
        if not again and self._get_earlier():
            return False
        cart_sudo = shop._get_b2b_rows_cart() or shop._create_cart()
        decisions = cart_sudo._add_b2b_rows(rows)
        self.write(
            {
                "state": "done",
                "done_at": fields.Datetime.now(),
                "order_id": cart_sudo.id,
                "report": {
                    one.row.key: self._describe_outcome(one, done=True)
                    for one in decisions
                },
            }
        )
        return True

    def _check_ordering(self):
        """:raise UserError: if the current user cannot order here."""
        self.env.user._check_b2b_right("place_orders")
        if obstacle := self._get_shop()._get_b2b_ordering_obstacle():
            raise UserError(obstacle)

    def _lock(self):
        """Let another browser of the same user wait until this request is done.

        Where it was first, PostgreSQL refuses; Odoo starts anew and sees the result.
        """
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE id IN %s FOR UPDATE",
                SQL.identifier(self._table),
                tuple(self.ids),
            )
        )
        self.invalidate_recordset()

    def _save_as_template(self, name, key=None):
        """Keep the rows as an order template of the current user (ORD-2).

        A number that nobody knows is kept, too, and reported on the template's page.

        :param str name: what he calls it.
        :param str key: of the form that asks: the same one gets the same template.
        :return: the template, none if another request is just making it; and how many
            rows were left out, as they have no number or no quantity.
        :rtype: tuple[cats.order.template, int]
        :raise AccessError: if he may not make templates.
        :raise UserError: if the name is none, or no row can be kept.
        """
        self.ensure_one()
        decisions = self._get_shop()._judge_b2b_rows(self._get_wanted())
        rows = [
            one.row
            for one in decisions
            if (one.row.product_id or one.row.number) and is_quantity(one.row.quantity)
        ]
        templates = self.env["cats.order.template"].sudo(False)
        template = templates._create_b2b_from_rows(rows, name, key=key)
        return template, len(decisions) - len(rows)

    # -- Housekeeping ---------------------------------------------------------

    @api.autovacuum
    def _gc_quick_orders(self):
        """Forget what was ordered a month ago, and what was never ordered."""
        now = fields.Datetime.now()
        self.search(
            [
                "|",
                "&",
                ("state", "=", "done"),
                ("done_at", "<", now - timedelta(days=DAYS_DONE)),
                "&",
                ("state", "=", "open"),
                ("write_date", "<", now - timedelta(days=DAYS_OPEN)),
            ]
        ).unlink()
