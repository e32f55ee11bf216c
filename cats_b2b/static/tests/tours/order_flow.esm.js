import {registry} from "@web/core/registry";
import * as shop from "@website_sale/js/tours/tour_utils";

const tours = registry.category("web_tour.tours");

tours.add("cats_b2b_buyer_orders", {
    steps: () => [
        {
            content: "Who is it?",
            trigger: ".oe_login_form input[name=login]",
            run: "edit b2b_buyer",
        },
        {
            content: "Password",
            trigger: ".oe_login_form input[name=password]",
            run: "edit b2b_buyer",
        },
        {
            content: "Log in, and go on to the article",
            trigger: ".oe_login_form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The page tells the stock",
            trigger: ".o_cats_b2b_stock:contains(60 Units in stock)",
        },
        {
            content: "The page promises a day",
            trigger: ".o_cats_b2b_panel .o_cats_b2b_promise:contains(Dispatch)",
        },
        {
            content: "The rule stands beside the box, which starts at the minimum",
            trigger: ".o_cats_b2b_rule:contains(multiples of 6 Units)",
        },
        {
            content: "One step up",
            trigger: ".css_quantity_plus",
            run: "click",
        },
        {
            content: "is the next multiple",
            trigger: 'input[name="add_qty"]:value(12)',
        },
        {
            content: "One step down",
            trigger: ".css_quantity_minus",
            run: "click",
        },
        {
            content: "is the minimum again",
            trigger: 'input[name="add_qty"]:value(6)',
        },
        {
            content: "Type less than the minimum",
            trigger: 'input[name="add_qty"]',
            run: "edit 2",
        },
        {
            content: "Put it into the cart",
            trigger: "#add_to_cart",
            run: "click",
        },
        {
            content: "The buyer is told why it is six",
            trigger:
                ".o_notification_manager:contains(the minimum quantity is 6 Units), " +
                ".o_notification:contains(the minimum quantity is 6 Units), " +
                ".toast:contains(the minimum quantity is 6 Units)",
        },
        shop.goToCart({quantity: 6}),
        {
            content: "The fee is there",
            trigger: "tr[name=o_cats_b2b_fee]:contains(10.00)",
        },
        {
            content: "and how to save it",
            trigger: ".o_cats_b2b_fee_hint:contains(82.00)",
        },
        {
            content: "One step up in the cart",
            trigger:
                "[name=website_sale_cart_line_quantity] a[aria-label='Add one']:visible",
            run: "click",
        },
        {
            content: "is twelve, and less is missing",
            trigger: ".o_cats_b2b_fee_hint:contains(64.00)",
        },
        {
            content: "One step down in the cart",
            trigger:
                "[name=website_sale_cart_line_quantity] a[aria-label='Remove one']:visible",
            run: "click",
        },
        {
            content: "is six again",
            trigger: ".o_cats_b2b_fee_hint:contains(82.00)",
        },
        {
            content: "The cart promises a day",
            trigger: ".o_cart_total .o_cats_b2b_promise:contains(Dispatch)",
        },
        shop.goToCheckout(),
        {
            content: "On to the payment",
            trigger: "button[name=website_sale_main_button]:visible:not(.disabled)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The fee is in the summary that is paid",
            trigger: "tr[name=o_cats_b2b_fee]:contains(10.00)",
        },
        {
            content: "Pay by wire transfer",
            trigger:
                'input[name="o_payment_radio"][data-payment-method-code="wire_transfer"]:not(:visible), ' +
                'input[name="o_payment_radio"][data-payment-method-code="wire_transfer"]',
            run: "click",
        },
        ...shop.pay({expectUnloadPage: true, waitFinalizeYourPayment: true}),
        {
            content: "The order is there, and waits for the money",
            trigger:
                "#wrap .o_cats_b2b_order_promise:contains(once your payment has arrived)",
        },
    ],
});

tours.add("cats_b2b_staff_delivers", {
    steps: () => [
        {
            content: "The fee is a line of the order",
            trigger: ".o_data_row:contains(Fee for small orders)",
        },
        {
            content: "The money is there: confirm",
            trigger: "button[name=action_confirm]:visible",
            run: "click",
        },
        {
            content: "The order is confirmed",
            trigger:
                ".o_statusbar_status .o_arrow_button_current:contains(Sales Order)",
        },
        {
            content: "To the delivery",
            trigger: "button[name=action_view_delivery]",
            run: "click",
        },
        {
            content: "Validate it",
            trigger: "button[name=button_validate]:visible",
            run: "click",
        },
        {
            content: "It is done",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)",
        },
    ],
});

tours.add("cats_b2b_accountant_invoices", {
    steps: () => [
        {
            content: "Invoice the order",
            trigger: "button[id=create_invoice]:visible",
            run: "click",
        },
        {
            content: "Create the draft",
            trigger:
                ".modal button[id=create_invoice_open], .modal button[name=create_invoices]",
            run: "click",
        },
        {
            content: "The fee is an ordinary line",
            trigger:
                "[name=invoice_line_ids] .o_data_row:contains(Fee for small orders)",
        },
        {
            content: "Post it",
            trigger: "button[name=action_post]:visible",
            run: "click",
        },
        {
            content: "It is posted",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Posted)",
        },
    ],
});
