import {registry} from "@web/core/registry";
import * as shop from "@website_sale/js/tours/tour_utils";

const tours = registry.category("web_tour.tours");

function logIn(login, password) {
    return [
        {
            content: `Log in as ${login}`,
            trigger: ".oe_login_form input[name=login]",
            run: `edit ${login}`,
        },
        {
            content: "Password",
            trigger: ".oe_login_form input[name=password]",
            run: `edit ${password}`,
        },
        {
            content: "Log in",
            trigger: ".oe_login_form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
    ];
}

function click(content, trigger) {
    return {content, trigger, run: "click", expectUnloadPage: true};
}

tours.add("cats_b2b_newcomer_orders", {
    steps: () => [
        {
            content: "The link says whose login it is",
            trigger: ".o_cats_b2b_activation_who:contains(Lumière & Fils)",
        },
        click(
            "Activate the login",
            ".o_cats_b2b_activation_form button:contains(Activate my login)"
        ),
        {
            content: "The login page says that it is active, and who it is",
            trigger: ".alert:contains(Your login is active)",
        },
        {
            content: "The address is filled in",
            trigger: "input[name=login]:value(ada@lumiere.example)",
        },
        ...logIn("ada@lumiere.example", "a long one"),
        {
            content: "He is in: look for an article",
            trigger: ".o_portal_my_home",
            run: () => {
                window.location = "/shop?search=First article";
            },
            expectUnloadPage: true,
        },
        click("Open it", ".oe_product_cart h2 a, .oe_product_cart a[itemprop=url]"),
        {
            content: "Put it into the cart",
            trigger: "#add_to_cart",
            run: "click",
        },
        shop.goToCart({quantity: 1}),
        shop.goToCheckout(),
        click(
            "On to the payment",
            "button[name=website_sale_main_button]:visible:not(.disabled)"
        ),
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

tours.add("cats_b2b_principal_approves", {
    steps: () => [
        ...logIn("b2b_principal", "b2b_principal"),
        click(
            "Somebody waits for him",
            ".o_portal_my_home a[href='/my/requests/colleagues']"
        ),
        {
            content: "It is Ada",
            trigger: ".o_cats_b2b_colleague:contains(ada@lumiere.example)",
        },
        {
            content: "She shall see invoices only",
            trigger: ".o_cats_b2b_colleague select[name=role_id]",
            run: "selectByLabel Accountant",
        },
        click(
            "Let her in",
            ".o_cats_b2b_colleague button[type=submit]:contains(Approve)"
        ),
        {
            content: "Nobody waits any more",
            trigger: ".o_cats_b2b_no_colleagues",
        },
    ],
});

tours.add("cats_b2b_colleague_chooses_password", {
    steps: () => [
        {
            content: "Whoever opens the link chooses the password",
            trigger: "input[name=password]",
            run: "edit short",
        },
        {
            content: "Again",
            trigger: "input[name=confirm_password]",
            run: "edit short",
        },
        click("Too short", ".o_cats_b2b_activation_form button[type=submit]"),
        {
            content: "says the page, beside the field",
            trigger: "input[name=password].is-invalid",
            run: "edit another long one",
        },
        {
            content: "Again",
            trigger: "input[name=confirm_password]",
            run: "edit another long one",
        },
        click("Activate", ".o_cats_b2b_activation_form button[type=submit]"),
        ...logIn("ada@lumiere.example", "another long one"),
        {
            content: "She is in",
            trigger: ".o_portal_my_home",
        },
    ],
});

tours.add("cats_b2b_staff_refuses", {
    steps: () => [
        {
            content: "The list says who waits, and why",
            trigger: ".o_data_row:contains(VIES does not know the VAT number)",
        },
        {
            content: "Open the application",
            trigger: ".o_data_row .o_data_cell[name=company_name]",
            run: "click",
        },
        {
            content: "Who decides, and why, is on top",
            trigger: ".alert:contains(A member of the staff has to decide)",
        },
        {
            content: "Refuse it",
            trigger: ".o_statusbar_buttons button[name=action_refuse]",
            run: "click",
        },
        {
            content: "with a reason",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit The VAT number has expired.",
        },
        {
            content: "that is mailed",
            trigger: ".modal footer button[name=action_refuse]",
            run: "click",
        },
        {
            content: "It is refused",
            trigger:
                ".o_form_view:not(:has(.modal)) .o_arrow_button_current:contains(Refused), .o_widget_web_ribbon:contains(Refused)",
        },
    ],
});

tours.add("cats_b2b_principal_asks_for_change", {
    steps: () => [
        ...logIn("b2b_principal", "b2b_principal"),
        {
            content: "Own data",
            trigger: ".o_portal_my_home",
            run: () => {
                window.location = "/my/account";
            },
            expectUnloadPage: true,
        },
        {
            content: "The VAT number can be read, not typed",
            trigger: ".o_cats_b2b_locked:contains(BE0477472701)",
        },
        {
            content: "There is no field for it",
            trigger: "form:not(:has([name=vat]))",
        },
        click(
            "Ask for another billing address",
            ".o_cats_b2b_locked a[href='/my/requests/new?kind=billing']"
        ),
        {
            content: "A ZIP of another country",
            trigger: ".o_cats_b2b_request_form input[name=zip]",
            run: "edit 12345",
        },
        {
            content: "Another street",
            trigger: ".o_cats_b2b_request_form input[name=street]",
            run: "edit Quai Neuf 9",
        },
        click("Send it", ".o_cats_b2b_request_form button[type=submit]"),
        {
            content: "The ZIP is refused beside its field",
            trigger: ".o_cats_b2b_request_form input[name=zip].is-invalid",
            run: "edit 4000",
        },
        {
            content: "and nothing that was typed is lost",
            trigger: "input[name=street]:value(Quai Neuf 9)",
        },
        click("Send it again", ".o_cats_b2b_request_form button[type=submit]"),
        {
            content: "Old and new stand on the page",
            trigger: ".o_cats_b2b_request:contains(Rue Haute 1):contains(Quai Neuf 9)",
        },
    ],
});

tours.add("cats_b2b_staff_approves_change", {
    steps: () => [
        {
            content: "Open the request",
            trigger: ".o_data_row .o_data_cell[name=kind]",
            run: "click",
        },
        {
            content: "Old and new",
            trigger: ".o_field_widget[name=line_ids]:contains(Quai Neuf 9)",
        },
        {
            content: "One click",
            trigger: ".o_statusbar_buttons button[name=action_approve]",
            run: "click",
        },
        {
            content: "It is approved",
            trigger: ".o_arrow_button_current:contains(Approved)",
        },
    ],
});
