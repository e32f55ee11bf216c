import {registry} from "@web/core/registry";
import * as shop from "@website_sale/js/tours/tour_utils";

const NEXT = "button[name=website_sale_main_button]:visible:not(.disabled)";

registry.category("web_tour.tours").add("cats_b2b_buyer_wishes", {
    steps: () => [
        shop.goToCheckout(),
        {
            content: "Bulky goods may go by forwarder",
            trigger: "li[name=o_delivery_method]:contains(Forwarder) input:enabled",
            run: "click",
        },
        {
            content: "who asks for a phone number",
            trigger: "#b2b_phone",
        },
        {
            content: "The reference is kept as soon as it is left",
            trigger: "#client_order_ref",
            run: "edit PO 4711 && click #b2b_remark",
        },
        {
            content: "A remark",
            trigger: "#b2b_remark",
            run: "edit Ring twice",
        },
        {
            content: "One delivery",
            trigger: "#picking_policy_one",
            run: "click",
        },
        {
            content: "The second month of the calendar",
            trigger: ".o_cats_b2b_calendar details:eq(1) summary",
            run: "click",
        },
        {
            content: "A working day",
            trigger: ".o_cats_b2b_calendar details:eq(1) .o_cats_b2b_day:eq(0)",
            run: "click",
        },
        {
            content: "The promise follows",
            trigger:
                ".o_cart_total .o_cats_b2b_promise:contains(day that was wished):visible",
        },
        {
            content: "Go on without a phone number",
            trigger: NEXT,
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The field tells why not",
            trigger: "#b2b_phone_error:contains(The forwarder calls)",
        },
        {
            content: "Nothing is lost",
            trigger: "#client_order_ref:value(PO 4711)",
        },
        {
            content: "The number of the workshop",
            trigger: "#b2b_phone",
            run: "edit +32 2 555 01 02",
        },
        {
            content: "Go on",
            trigger: NEXT,
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The wishes stand beside the payment",
            trigger: ".o_cats_b2b_wish:contains(+32 2 555 01 02)",
        },
        {
            content: "the remark, too",
            trigger: ".o_cats_b2b_wish:contains(Ring twice)",
        },
    ],
});
