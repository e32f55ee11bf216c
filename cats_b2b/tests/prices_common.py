import re

from odoo.fields import Command

from ..policies.rights import RIGHTS
from .http_common import CatsB2bHttpCommon


class CatsB2bPricesCommon(CatsB2bHttpCommon):
    """A shop where each price is a number that stands for nothing else.

    Three of an article at EUR 1,234.57: 3,703.71; small-order fee 55.43 (limit
    8,888.88, missing 5,185.17), delivery 77.31, 21 % VAT on 3,836.45 = 805.65,
    total 4,642.10.
    """

    AMOUNTS = (
        1234.57,
        1493.83,  # with tax
        3703.71,
        4481.49,  # with tax
        1499.11,  # the price of before
        222.19,  # of a value
        268.85,  # with tax
        1456.76,  # of the variant
        55.43,
        67.07,  # with tax
        8888.88,
        5185.17,
        77.31,
        93.55,  # with tax
        3759.14,  # without delivery
        789.42,
        4548.56,
        3836.45,
        805.65,
        4642.1,
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._grant_price_comparison()
        cls.product = cls._create_priced_product("Rectifier 48 V")
        cls.sized = cls._create_sized_product("Cabinet")
        cls._price_extras()
        cls.blind = cls._create_blind_user("blind")
        cls.seeing = cls._create_portal_user("seeing", cls.customer)
        cls.orders = {user: cls._confirm_order(user) for user in cls._get_users()}
        cls.quotes = {user: cls._send_quote(user) for user in cls._get_users()}

    @classmethod
    def _grant_price_comparison(cls):
        """Show prices of before."""
        group = cls.env.ref("website_sale.group_product_price_comparison")
        everybody = cls.env.ref("base.group_user") | cls.env.ref("base.group_portal")
        everybody.implied_ids = [Command.link(group.id)]

    @classmethod
    def _create_priced_product(cls, name, **values):
        return cls._create_product(name, 1234.57, compare_list_price=1499.11, **values)

    @classmethod
    def _create_sized_product(cls, name):
        """Create a product in two sizes, one of which costs EUR 222.19 more."""
        attribute = cls.env["product.attribute"].create(
            {
                "name": "Size",
                "value_ids": [
                    Command.create({"name": "S"}),
                    Command.create({"name": "L", "default_extra_price": 222.19}),
                ],
            }
        )
        template = cls.env["product.template"].create(
            {
                "name": name,
                "list_price": 1234.57,
                "compare_list_price": 1499.11,
                "company_id": cls.company.id,
                "taxes_id": [Command.set(cls.tax.ids)],
                "website_published": True,
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": attribute.id,
                            "value_ids": [Command.set(attribute.value_ids.ids)],
                        }
                    )
                ],
            }
        )
        return template

    @classmethod
    def _price_extras(cls):
        cls.fee_product.list_price = 55.43
        cls.company.b2b_small_order_threshold = 8888.88
        cls.carrier.fixed_price = 77.31
        cls.carrier.product_id.list_price = 77.31

    @classmethod
    def _create_blind_user(cls, login, *without):
        """Create a customer's user with all rights but to see prices."""
        user = cls._create_portal_user(login, cls.customer)
        user._set_b2b_rights(set(RIGHTS) - {"principal", "see_prices", *without})
        return user

    @classmethod
    def _get_users(cls):
        return cls.blind | cls.seeing

    @classmethod
    def _create_order_of(cls, user, **values):
        return cls._create_order(
            (cls.product, 3), partner_id=user.partner_id.id, **values
        )

    @classmethod
    def _confirm_order(cls, user):
        order = cls._create_order_of(user, website_id=cls.website.id)
        order.action_confirm()
        return order

    @classmethod
    def _send_quote(cls, user):
        quote = cls._create_order_of(user)
        quote.action_quotation_sent()
        return quote

    def _find_amounts(self, text):
        """:return: the amounts of this shop that a text tells, in any notation."""
        return [amount for amount in self.AMOUNTS if self._match_amount(amount, text)]

    def _match_amount(self, amount, text):
        whole, cents = f"{amount:.2f}".split(".")
        blank = r"[\s.,'\u00a0\u202f]?"
        grouped = f"{whole[:-3]}{blank}{whole[-3:]}" if len(whole) > 3 else whole
        cents = re.sub("0$", "0?", cents)
        minor = f"{round(amount * 100)}"
        pattern = rf"(?<![\d.,]){grouped}[.,]{cents}(?!\d)|(?<!\d){minor}(?!\d)"
        return re.search(pattern, text)

    def assertTells(self, text, where):
        self.assertTrue(self._find_amounts(text), f"no price at {where}")

    def assertTellsNothing(self, text, where):
        self.assertFalse(self._find_amounts(text), f"prices at {where}")

    def _login(self, user):
        self.authenticate(user.login, user.login)
