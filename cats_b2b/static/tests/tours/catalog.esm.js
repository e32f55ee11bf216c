import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

const tours = registry.category("web_tour.tours");

/**
 * @param {string} name of the product
 * @param {number} before how many are compared already: the bar has to be there, else it
 *     misses the next one
 * @returns {object[]} steps
 */
function compare(name, before) {
    const bar = {
        content: `${before} are in the bar`,
        trigger: `.o_wsale_comparison_bottom_bar .badge:contains(${before})`,
    };
    return [
        stepUtils.goToUrl(`/shop?search=CMP-${name}`),
        {
            content: `Open ${name}`,
            trigger: `.oe_product_cart a:contains(Compared driver ${name})`,
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: `It is ${name}`,
            trigger: `.o_cats_b2b_identity:contains(CMP-${name})`,
        },
        ...(before ? [bar] : []),
        {
            content: `Compare ${name}`,
            trigger: "body[is-ready=true] .js_main_product .o_add_compare_dyn:enabled",
            run: "click",
        },
    ];
}

tours.add("cats_b2b_comparison", {
    steps: () => [
        ...["A", "B", "C", "D"].flatMap(compare),
        {
            content: "The fourth is refused",
            trigger: ".o_notification:contains(up to 3 products)",
        },
        {
            content: "Compare them",
            trigger: ".o_wsale_comparison_bottom_bar a[href^='/shop/compare']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The numbers stand side by side; remove the first",
            trigger: ".o_cats_b2b_number:contains(CMP-A)",
        },
        {
            content: "Remove the first",
            trigger: "#o_comparelist_table .o_comparelist_remove:first",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is gone",
            trigger: "#o_comparelist_table:not(:contains(CMP-A)):contains(CMP-B)",
        },
        {
            content: "Put another one into the cart",
            trigger: "button[name=comparison_add_to_cart]:first",
            run: "click",
        },
        {
            content: "As many as its minimum",
            trigger: ".my_cart_quantity:contains(4)",
        },
    ],
});

tours.add("cats_b2b_list_buttons", {
    steps: () => [
        {
            content: "Three of them",
            trigger: "input[name=add_qty]",
            run: "edit 3",
        },
        {
            content: "On a list",
            trigger: ".js_main_product .o_cats_b2b_add_list",
            run: "click",
        },
        {
            content: "There is none yet: a new one needs a name",
            trigger: ".o_cats_b2b_list_dialog #o_cats_b2b_list_dialog_name",
            run: "edit Hall 7",
        },
        {
            content: "The quantity of the page is proposed",
            trigger: "#o_cats_b2b_list_dialog_quantity:value(3)",
        },
        {
            content: "Add it",
            trigger: ".o_cats_b2b_list_dialog .o_cats_b2b_list_confirm",
            run: "click",
        },
        {
            content: "It says where it went",
            trigger: ".o_notification:contains(Hall 7)",
        },
        stepUtils.goToUrl("/shop?search=Zyntax"),
        {
            content: "The same article from its card",
            trigger: ".oe_product_cart:contains(Zyntax driver) .o_cats_b2b_add_list",
            run: "click",
        },
        {
            content: "The list is proposed",
            trigger:
                ".o_cats_b2b_list_dialog .form-check:contains(Hall 7) input:checked",
        },
        {
            content: "No quantity is nothing",
            trigger: "#o_cats_b2b_list_dialog_quantity",
            run: "edit 0",
        },
        {
            content: "Try",
            trigger: ".o_cats_b2b_list_dialog .o_cats_b2b_list_confirm",
            run: "click",
        },
        {
            content: "The dialog says so",
            trigger: ".o_cats_b2b_list_dialog .alert:contains(above zero)",
        },
        {
            content: "Two more",
            trigger: "#o_cats_b2b_list_dialog_quantity",
            run: "edit 2",
        },
        {
            content: "Add them",
            trigger: ".o_cats_b2b_list_dialog .o_cats_b2b_list_confirm",
            run: "click",
        },
        {
            content: "They are on it",
            trigger: ".o_notification:contains(Hall 7)",
        },
    ],
});
