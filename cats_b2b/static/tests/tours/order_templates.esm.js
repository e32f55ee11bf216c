import {registry} from "@web/core/registry";

function click(content, trigger) {
    return {content, trigger, run: "click", expectUnloadPage: true};
}

const LINES = ".o_cats_b2b_template_lines";
const FIRST = `${LINES} tbody tr:nth-child(1)`;

registry.category("web_tour.tours").add("cats_b2b_weekly_order", {
    steps: () => [
        {
            content: "Keep the cart",
            trigger: ".o_cats_b2b_save_as summary",
            run: "click",
        },
        {
            content: "under a name",
            trigger: ".o_cats_b2b_save_as input[name=name]",
            run: "edit Weekly order",
        },
        click("Save it", ".o_cats_b2b_save_as button[type=submit]"),
        {
            content: "The template has the articles of the cart",
            trigger: `${FIRST}:contains(Power supply 24 V)`,
        },
        {
            content: "Lines can be dragged",
            trigger: `${FIRST} .o_cats_b2b_handle:visible`,
        },
        click("or moved by a button", `${FIRST} button[value^='down:']`),
        {
            content: "The other one is the first now",
            trigger: `${FIRST}:contains(Bolt M8)`,
        },
        {
            content: "Another quantity, mistyped",
            trigger: `${FIRST} input[inputmode=decimal]`,
            run: "edit 20O",
        },
        click("Save", ".o_cats_b2b_save"),
        {
            content: "is refused beside its box, in the new order",
            trigger: `${FIRST}:contains(Bolt M8) input.is-invalid`,
            run: "edit 200",
        },
        click("Save again", ".o_cats_b2b_save"),
        {
            content: "It is kept",
            trigger: `${FIRST} input[inputmode=decimal]:not(.is-invalid):value(200)`,
        },
        {
            content: "What else there is",
            trigger: ".o_cats_b2b_more summary",
            run: "click",
        },
        click("Share it", "button[value=share]"),
        {
            content: "All colleagues see it",
            trigger: ".badge:contains(Shared)",
        },
        {
            content: "Tick the first one",
            trigger: `${FIRST} input[name=tick]`,
            run: "check",
        },
        click("Order what is ticked", ".o_cats_b2b_put_ticked"),
        {
            content: "It is added to the cart: 100 were there",
            trigger: "#cart_products input.js_quantity:value(300)",
        },
    ],
});
