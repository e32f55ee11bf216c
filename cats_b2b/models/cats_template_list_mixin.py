from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..policies.order_rows import WantedRow
from ..policies.typed_quantity import is_quantity

# More lists than anybody reads through; the page of lists has a search.
MAX_CHOICES = 200


class CatsTemplateListMixin(models.AbstractModel):
    """Project lists that are filled from anywhere in the shop (ORD-8)."""

    _name = "cats.template.list.mixin"
    _description = "Putting articles on project lists"

    @api.model
    def _get_b2b_list_choices(self, website):
        """Return the lists on which the current user may put articles.

        :param website website: the shop in which he is.
        :return: his own and his company's shared ones, by name.
        :rtype: cats.order.template
        :raise odoo.exceptions.AccessError: if he may not change any.
        """
        self.env.user._check_b2b_right("templates")
        return self.search(
            [("kind", "=", "list"), ("website_id", "=", website.id)], limit=MAX_CHOICES
        )

    @api.model
    def _put_b2b_on_list(self, rows, list_id=0, name="", key=None):
        """Put wanted articles on a list, or on a new one.

        :param rows: list of :class:`WantedRow`.
        :param int list_id: a list; 0 for a new one.
        :param str name: of the new one.
        :param str key: of the form that asks for a new one: sent twice, it makes one.
        :return: the list.
        :rtype: cats.order.template
        :raise odoo.exceptions.AccessError: if the current user may not change it.
        :raise odoo.exceptions.MissingError: if there is no such list.
        :raise UserError: if the name is none, a quantity is none, or there is too much.
        """
        if not list_id:
            return self._create_b2b_from_rows(rows, name, kind="list", key=key)
        chosen = self.browse(list_id)
        chosen._add_b2b_template_rows(rows)
        return chosen

    @api.model
    def _prepare_b2b_shop_row(self, product, quantity, uom_id=0):
        """Return what a page of the shop offers to put on a list.

        :param product.product product: as of :meth:`_get_b2b_listable`.
        :param quantity: how many, in the unit; a number or as it was typed.
        :param int uom_id: the unit; 0 for the product's own.
        :rtype: WantedRow
        :raise UserError: if the quantity is none.
        """
        if isinstance(quantity, str):
            quantity = self.env["uom.uom"]._parse_b2b_quantity(quantity)
        if not quantity or not is_quantity(quantity):
            raise UserError(self.env._("Please enter a quantity above zero."))
        if uom_id not in product._get_b2b_units().ids:
            uom_id = product.uom_id.id
        return WantedRow(
            key=str(product.id), product_id=product.id, quantity=quantity, uom_id=uom_id
        )

    @api.model
    def _get_b2b_listable(self, website, product_id):
        """Return an article that can be put on a list; combinations have no number.

        :param website website: the shop.
        :param int product_id: a variant.
        :rtype: product.product
        :raise UserError: if it is not sold to the current user here.
        """
        domain = Domain(website.sale_product_domain()) & Domain("id", "=", product_id)
        product = self.env["product.product"].search(domain)
        if not product._is_b2b_listable():
            raise UserError(self.env._("This article cannot be put on a list."))
        return product
