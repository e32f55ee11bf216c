"""Pages for customers' users without the right to see prices (USR-3, USR-4)."""

from odoo.http import request, route

from odoo.addons.account_payment.controllers.payment import (
    PaymentPortal as InvoicePaymentPortal,
)
from odoo.addons.account_payment.controllers.portal import PortalAccount
from odoo.addons.portal.controllers.portal import CustomerPortal as Portal
from odoo.addons.sale.controllers.portal import CustomerPortal, PaymentPortal
from odoo.addons.website_sale.controllers.cart import Cart
from odoo.addons.website_sale.controllers.combo_configurator import (
    WebsiteSaleComboConfiguratorController,
)
from odoo.addons.website_sale.controllers.delivery import Delivery
from odoo.addons.website_sale.controllers.main import WebsiteSale
from odoo.addons.website_sale.controllers.payment import (
    PaymentPortal as ShopPaymentPortal,
)
from odoo.addons.website_sale.controllers.product_configurator import (
    WebsiteSaleProductConfiguratorController,
)
from odoo.addons.website_sale_comparison.controllers.main import (
    WebsiteSaleProductComparison,
)
from odoo.addons.website_sale_loyalty.controllers.portal import CustomerPortalLoyalty


def sees_prices():
    """:return: whether the current user may see prices."""
    return request.env.user._has_b2b_right("see_prices")


class B2bPricesWebsiteSale(WebsiteSale):
    def _get_search_order(self, post):
        """Override of `website_sale`: the order of a list tells who costs more."""
        order = super()._get_search_order(post)
        if sees_prices():
            return order
        Product = request.env["product.template"]
        terms = [term for term in order.split(",") if term.strip()]
        names = [term.split()[0] for term in terms]
        return ",".join(
            term
            for term, name in zip(terms, names, strict=True)
            if name not in Product._fields
            or Product._has_field_access(Product._fields[name], "read")
        )

    def _get_shop_payment_values(self, order, **kwargs):
        """Override of `website_sale`: the server knows what is to be paid."""
        values = super()._get_shop_payment_values(order, **kwargs)
        if not sees_prices():
            values["amount"] = None
        return values

    def order_2_return_dict(self, order):
        """Override of `website_sale`: what is tracked stands in the page."""
        return super().order_2_return_dict(order) if sees_prices() else {}

    @route()
    def print_saleorder(self, **kwargs):
        """Override of `website_sale` to print for who may see the prices."""
        request.env.user._check_b2b_right("see_prices")
        return super().print_saleorder(**kwargs)


class B2bPricesCart(Cart):
    def _get_express_shop_payment_values(self, order, **kwargs):
        """Override of `website_sale`: nothing in the cart tells its amount."""
        values = super()._get_express_shop_payment_values(order, **kwargs)
        if not sees_prices():
            values.update(dict.fromkeys(("amount", "minor_amount", "delivery_amount")))
        return values

    @route()
    def update_cart(self, *args, **kwargs):
        """Override of `website_sale`: nothing in the cart tells its amount."""
        values = super().update_cart(*args, **kwargs)
        if not sees_prices():
            values.update(amount=0.0, minor_amount=0)
        return values

    def _get_cart_notification_information(self, order, added_qty_per_line):
        """Override of `website_sale`: neither does the note that it was filled."""
        information = super()._get_cart_notification_information(
            order, added_qty_per_line
        )
        if not sees_prices():
            for line in information.get("lines", ()):
                line["price_total"] = 0.0
        return information

    def _get_tracking_information(self, order_sudo, line_ids):
        """Override of `website_sale`: neither does what is tracked."""
        if not sees_prices():
            return []
        return super()._get_tracking_information(order_sudo, line_ids)


class B2bPricesDelivery(Delivery):
    @route()
    def shop_get_delivery_rate(self, *args, **kwargs):
        """Override of `website_sale`: delivery has a price, too.

        Whether it is free, and from which amount on, tells about the order's.
        """
        rate = super().shop_get_delivery_rate(*args, **kwargs)
        if not sees_prices():
            kept = ("success", "error_message", "compute_price_after_delivery")
            rate = {
                **{key: rate[key] for key in kept if key in rate},
                "amount_delivery": "",
                "is_free_delivery": False,
            }
        return rate

    def _order_summary_values(self, order, **kwargs):
        """Override of `website_sale`: the amounts are empty; nothing more is told."""
        values = super()._order_summary_values(order, **kwargs)
        if not sees_prices():
            values["is_free_delivery"] = False
            values.pop("delivery_discount_minor_amount", None)
        return values


class B2bPricesProductConfigurator(WebsiteSaleProductConfiguratorController):
    def _get_basic_product_information(
        self, product_or_template, pricelist, combination, **kwargs
    ):
        """Override of `website_sale`: what depends on prices is worked out as ever."""
        if not request.is_frontend or sees_prices():
            return super()._get_basic_product_information(
                product_or_template, pricelist, combination, **kwargs
            )
        information = super()._get_basic_product_information(
            product_or_template.sudo(), pricelist, combination.sudo(), **kwargs
        )
        if request.website.prevent_zero_price_sale:
            price = product_or_template._get_contextual_price()
            information["can_be_sold"] = bool(price)
        return information

    def _get_strikethrough_price(self, *args, **kwargs):
        """Override of `website_sale`: neither the price of before."""
        if sees_prices():
            return super()._get_strikethrough_price(*args, **kwargs)
        return None

    def _get_ptav_price_extra(self, ptav, *args, **kwargs):
        """Override of `website_sale`: neither that of a value."""
        if sees_prices():
            return super()._get_ptav_price_extra(ptav, *args, **kwargs)
        return 0.0


class B2bPricesComboConfigurator(WebsiteSaleComboConfiguratorController):
    def _get_combo_item_data(self, *args, **kwargs):
        """Override of `website_sale`: neither that of a choice."""
        data = super()._get_combo_item_data(*args, **kwargs)
        if not sees_prices():
            data["extra_price"] = 0.0
        return data

    def _get_selected_ptavs_data(self, selected_ptavs, custom_value_by_ptav_id):
        """Override of `sale`: neither that of a chosen value."""
        if sees_prices():
            return super()._get_selected_ptavs_data(
                selected_ptavs, custom_value_by_ptav_id
            )
        ptavs_sudo = [ptav.sudo() for ptav in selected_ptavs]
        data = super()._get_selected_ptavs_data(ptavs_sudo, custom_value_by_ptav_id)
        return [{**value, "price_extra": 0.0} for value in data]


class B2bPricesComparison(WebsiteSaleProductComparison):
    @route()
    def get_product_data(self, product_ids):
        """Override of `website_sale_comparison`: its bar shows a price if there is one.

        Odoo leaves it away for what is not sold without a price.
        """
        data = super().get_product_data(product_ids)
        if not sees_prices():
            data = [{**product, "prevent_zero_price_sale": True} for product in data]
        return data


class B2bPricesPortal(CustomerPortal):
    def _get_payment_values(self, order_sudo, **kwargs):
        """Override of `sale`: the server knows what is to be paid."""
        values = super()._get_payment_values(order_sudo, **kwargs)
        if not sees_prices():
            values["amount"] = None
        return values

    @route()
    def portal_my_sale_order_download_edi(self, *args, **kwargs):
        """Override of `sale`: the order as a file has its prices (USR-4)."""
        request.env.user._check_b2b_right("see_prices")
        return super().portal_my_sale_order_download_edi(*args, **kwargs)


class B2bPricesReportPortal(Portal):
    def _show_report(self, model, report_type, report_ref, download=False):
        """Override of `portal` to print for who may see the prices (USR-4)."""
        request.env.user._check_b2b_report(model)
        return super()._show_report(model, report_type, report_ref, download=download)


class B2bPricesPaymentPortal(PaymentPortal):
    @route()
    def portal_order_transaction(self, order_id, access_token, **kwargs):
        """Override of `sale`: who sees no amounts pays what is due, not what he says.

        Odoo compares; its answer would tell.
        """
        if not sees_prices():
            kwargs["amount"] = self._get_b2b_amount_due(order_id)
        return super().portal_order_transaction(order_id, access_token, **kwargs)

    def _get_b2b_amount_due(self, order_id):
        """:return: what is to be paid; whether he may pay the order is asked later."""
        order_sudo = request.env["sale.order"].sudo().browse(order_id).exists()
        if order_sudo and order_sudo._has_to_be_paid():
            return order_sudo._get_prepayment_required_amount()
        return order_sudo.amount_total - order_sudo.amount_paid


class B2bPricesShopPaymentPortal(ShopPaymentPortal):
    @route()
    def shop_payment_transaction(self, order_id, access_token, **kwargs):
        """Override of `website_sale`: who sees no amounts pays that of the order."""
        if not sees_prices():
            kwargs.pop("amount", None)
        return super().shop_payment_transaction(order_id, access_token, **kwargs)


class B2bPricesInvoices(PortalAccount):
    @route()
    def portal_my_invoices(self, *args, **kwargs):
        """Override of `account`: who may see invoices sees their amounts (USR-3)."""
        request.update_context(b2b_show_amounts=True)
        return super().portal_my_invoices(*args, **kwargs)

    @route()
    def portal_my_invoice_detail(self, *args, **kwargs):
        """Override of `account`: who may see invoices sees their amounts (USR-3)."""
        request.update_context(b2b_show_amounts=True)
        return super().portal_my_invoice_detail(*args, **kwargs)

    @route()
    def portal_my_overdue_invoices(self, *args, **kwargs):
        """Override of `account_payment`: also of those that are overdue."""
        request.update_context(b2b_show_amounts=True)
        return super().portal_my_overdue_invoices(*args, **kwargs)


class B2bPricesInvoicePayment(InvoicePaymentPortal):
    @route()
    def payment_pay(self, *args, invoice_id=None, **kwargs):
        """Override of `account_payment`: and where he pays them."""
        if invoice_id:
            request.update_context(b2b_show_amounts=True)
        return super().payment_pay(*args, invoice_id=invoice_id, **kwargs)


class B2bPricesLoyaltyPortal(CustomerPortalLoyalty):
    @route()
    def portal_get_card_history_values(self, card_id):
        """Override of `website_sale_loyalty`: a balance is money, and so is a top-up.

        Points that one collects are none.
        """
        values = super().portal_get_card_history_values(card_id)
        if sees_prices() or not values:
            return values
        program = values["program"]
        program["trigger_products"] = []
        if program["program_type"] in ("ewallet", "gift_card"):
            values["card"]["points_display"] = ""
            values.update(history_lines=[], rewards=[])
        return values
