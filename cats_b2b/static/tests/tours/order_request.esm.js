import {registry} from "@web/core/registry";

function click(content, trigger) {
    return {content, trigger, run: "click", expectUnloadPage: true};
}

function write(content, trigger, text) {
    return {content, trigger, run: `edit ${text}`};
}

const QUANTITY = ".o_cats_b2b_request_row:contains(Power supply) input";
const SEND = ".o_cats_b2b_order_request_form button[type=submit]";

registry.category("web_tour.tours").add("cats_b2b_order_request", {
    steps: () => [
        {
            content: "The list tells the status",
            trigger: ".o_cats_b2b_status:contains(Partly shipped)",
        },
        click("Open the order", "td a[href^='/my/orders/']"),
        {
            content: "The way of the order",
            trigger: ".o_cats_b2b_step_current:contains(Partly shipped)",
        },
        {
            content: "The parcel with its link",
            trigger: ".o_cats_b2b_tracking a[href='https://ups.example/?n=1Z1']",
        },
        click("Ask for a change", ".o_cats_b2b_ask"),
        {
            content: "Of what has left nothing can be asked",
            trigger: ".o_cats_b2b_request_row:contains(Cable):not(:has(input))",
        },
        {
            content: "nor can all of it be cancelled",
            trigger: "#b2b_what_whole:disabled",
        },
        write("None of the rest", QUANTITY, "0"),
        click("Send it", SEND),
        {
            content: "It is there",
            trigger: ".o_cats_b2b_order_request:contains(Open)",
        },
        click("Withdraw it", ".o_cats_b2b_withdraw"),
        {
            content: "It is withdrawn",
            trigger: ".o_cats_b2b_order_request:contains(Withdrawn)",
        },
        click("Ask again", ".o_cats_b2b_ask"),
        write("What is no quantity", QUANTITY, "six"),
        write("With a word about it", "#b2b_text", "We ordered too many"),
        click("Send it", SEND),
        {
            content: "is refused beside the field",
            trigger: `${QUANTITY}.is-invalid:value(six)`,
        },
        {
            content: "and nothing is lost",
            trigger: "#b2b_text:value(We ordered too many)",
        },
        write("Six", QUANTITY, "6"),
        click("Send it again", SEND),
        {
            content: "It is there, with the quantities",
            trigger: ".o_cats_b2b_order_request:contains(6 Units)",
        },
        {
            content: "No second one at a time",
            trigger: ".o_cats_b2b_request_obstacle:contains(open request)",
        },
    ],
});
