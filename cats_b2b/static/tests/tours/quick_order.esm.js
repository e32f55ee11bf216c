import {registry} from "@web/core/registry";

function click(content, trigger) {
    return {content, trigger, run: "click", expectUnloadPage: true};
}

registry.category("web_tour.tours").add("cats_b2b_quick_order", {
    steps: () => [
        click(
            "The header leads to the quick order",
            ".o_cats_b2b_quick_link:visible a"
        ),
        {
            content: "He types the beginning of his own number",
            trigger: ".o_cats_b2b_quick_entry input[name=number]:first",
            run: "edit klem",
        },
        {
            content: "and picks what is suggested",
            trigger: ".o_cats_b2b_quick_suggestions [role=option]:contains(Terminal)",
            run: "click",
        },
        {
            content: "Its number stands there",
            trigger: ".o_cats_b2b_quick_entry input[name=number]:value(QO-1)",
        },
        {
            content: "Four of them",
            trigger: ".o_cats_b2b_quick_entry:first input[name=quantity]",
            run: "edit 4",
        },
        {
            content: "He pastes the rest",
            trigger: "textarea[name=paste]",
            run: "edit QO-2;3",
        },
        click("Check", ".o_cats_b2b_quick_add"),
        {
            content: "Three fuses are too few; five are proposed",
            trigger: ".o_cats_b2b_quick_refused .o_cats_b2b_quick_take:contains(5)",
        },
        {
            content: "He wants ten",
            trigger: ".o_cats_b2b_quick_refused input[name=row_quantity]",
            run: "edit 10 && press Tab",
        },
        {
            content: "and sees at once that he gets them",
            trigger:
                ".o_cats_b2b_quick_preview:not(:has(.o_cats_b2b_quick_refused)) .o_cats_b2b_quick_total:contains(120.00)",
        },
        click("Into the cart", ".o_cats_b2b_quick_submit:enabled"),
        {
            content: "There they are",
            trigger: "#cart_products:contains(Terminal):contains(Fuse)",
        },
    ],
});
