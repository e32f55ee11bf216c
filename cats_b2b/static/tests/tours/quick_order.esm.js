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

const ROW = ".o_cats_b2b_quick_row";

function row(place) {
    return `${ROW}:nth-child(${place}) input[name=row_quantity]`;
}

/**
 * Holds back the answers of the shop.
 *
 * @returns {Function} lets them in, for good
 */
function holdAnswers() {
    const {fetch} = window;
    const {promise, resolve} = Promise.withResolvers();
    window.fetch = async (...args) => {
        document.body.dataset.asked = "1";
        const response = await fetch(...args);
        await promise;
        return response;
    };
    return () => {
        window.fetch = fetch;
        resolve();
    };
}

let release = null;

registry.category("web_tour.tours").add("cats_b2b_slow_quick_order", {
    steps: () => [
        {
            content: "Three articles",
            trigger: "textarea[name=paste]",
            run: (helpers) => helpers.edit("QS-1;1\nQS-2;1\nQS-3;1"),
        },
        click("Check", ".o_cats_b2b_quick_add"),
        {
            content: "The shop takes its time",
            trigger: row(3),
            run: () => (release = holdAnswers()),
        },
        {
            content: "Five of the first",
            trigger: row(1),
            run: "edit 5 && press Tab",
        },
        {
            content: "The shop was asked; meanwhile, seven of the second",
            trigger: `body[data-asked] ${row(2)}`,
            run: "edit 7",
        },
        {
            content: "a name",
            trigger: "input[name=template_name]",
            run: "edit Weekly",
        },
        {
            content: "and nine of the third",
            trigger: row(3),
            run: "edit 9",
        },
        {
            content: "Now it answers",
            trigger: row(3),
            run: () => release(),
        },
        {
            content: "for all three",
            trigger: ".o_cats_b2b_quick_total:contains(21.00)",
        },
        {
            content: "What was typed still stands there",
            trigger: `.o_cats_b2b_quick_preview:has(${row(1)}:value(5)):has(${row(2)}:value(7)):has(${row(3)}:value(9):focus)`,
        },
        {
            content: "Ten of the third are better",
            trigger: row(3),
            run: "edit 10",
        },
        {
            content: "He goes back to the name",
            trigger: "input[name=template_name]:value(Weekly)",
            run: "click",
        },
        {
            content: "and they are checked",
            trigger: ".o_cats_b2b_quick_total:contains(22.00)",
        },
        {
            content: "Enter keeps them",
            trigger: "input[name=template_name]:value(Weekly)",
            run: "press Enter",
            expectUnloadPage: true,
        },
        {
            content: "as a template",
            trigger: ".o_cats_b2b_template_lines",
        },
    ],
});
