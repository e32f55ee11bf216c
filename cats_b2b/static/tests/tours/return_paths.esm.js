import {addPhoto, check, chooseReason, click} from "./return_claim_steps.esm";
import {registry} from "@web/core/registry";
import * as shop from "@website_sale/js/tours/tour_utils";

const tours = registry.category("web_tour.tours");
const CARD = ".o_cats_b2b_return_card";
const SEND = ".o_cats_b2b_return_form .btn-primary[type=submit]:enabled";
const CURRENT = ".o_statusbar_status .o_arrow_button_current";

// ----------------------------------------------------------------------
// What the customer does
// ----------------------------------------------------------------------

/**
 * @param {string} words
 * @returns {string} selector of what comes next on the page of a return
 */
function next(words) {
    return `.o_cats_b2b_return_next:contains(${words})`;
}

/**
 * Claim one delivery with the form.
 *
 * @param {string} unit what its row says, such as the serial
 * @param {string} reason beginning of the reason
 * @param {string} words description
 * @param {Array} answers steps for what else the reason asks
 * @returns {Array} the steps
 */
function claim(unit, reason, words, answers = []) {
    return [
        click("What it is about", `.o_cats_b2b_delivery:contains(${unit}) input`),
        click("Go on", ".o_cats_b2b_return_choice .btn-primary", true),
        chooseReason("What is wrong", CARD, reason),
        {content: "In words", trigger: `${CARD} textarea`, run: `edit ${words}`},
        ...answers,
        click("Send it", SEND, true),
        check(
            "It has come, and nothing is to be sent in yet",
            ".o_cats_b2b_return_new:contains(Please send nothing in before)"
        ),
        check("The rule of the approval", next("We look at your claim")),
    ];
}

/**
 * @param {string} words
 * @returns {string} selector of the rule that the page cites
 */
function clause(words) {
    return `.o_cats_b2b_return_clause:contains(${words})`;
}

/**
 * @param {string} code of a solution
 * @returns {Array} the steps
 */
function choose(code) {
    return [
        click(
            `Choose ${code}`,
            `.o_cats_b2b_return_choice input[name=code][value=${code}]`
        ),
        click("That is it", ".o_cats_b2b_return_choice button[type=submit]", true),
    ];
}

function wish(label) {
    return {
        content: "What he would like",
        trigger: `${CARD} .o_cats_b2b_wish select`,
        run: `selectByLabel ${label}`,
    };
}

function state(label) {
    return check(`It is ${label}`, `.o_cats_b2b_return_state:contains(${label})`);
}

const AGREE = [
    check("The costs", ".o_cats_b2b_return_agree:contains(15.00)"),
    click("Agree to them", ".o_cats_b2b_return_agree button[value=agree]", true),
    check("It waits for the money", next("as soon as it is paid")),
];

// 1. Dead on arrival
tours.add("cats_b2b_return_path_doa", {
    steps: () =>
        claim("SN1", "Dead on arrival", "No light at all", [
            {content: "A photo", trigger: `${CARD} input[type=file]`, run: addPhoto},
            wish("Replacement"),
        ]),
});

tours.add("cats_b2b_return_path_doa_choice", {
    steps: () => [
        check("The rule with its days", clause("claimed within 45 days")),
        check("and what follows", clause("voucher, your choice")),
        check("His photo is shown", ".o_cats_b2b_return_photo"),
        ...choose("replacement"),
        check("The defective unit goes first", next("Please send the goods in")),
        click("It is on its way", ".o_cats_b2b_return_sent", true),
        check("The next step is ours", next("We send it to you")),
    ],
});

// 2. No reason
tours.add("cats_b2b_return_path_no_reason", {
    steps: () =>
        claim("SN1", "No longer wanted", "The project was cancelled", [
            click("It is unopened", `${CARD} input[value=sealed]:visible`),
        ]),
});

tours.add("cats_b2b_return_path_credit", {
    steps: () => [
        check("What was found", ".o_cats_b2b_return_found:contains(As new)"),
        check("What follows", clause("credit note or voucher, your choice")),
        ...choose("credit"),
        check("The next step is ours", next("We credit it")),
    ],
});

tours.add("cats_b2b_return_path_too_late", {
    steps: () => [
        click("What it is about", ".o_cats_b2b_delivery:contains(SN1) input"),
        click("Go on", ".o_cats_b2b_return_choice .btn-primary", true),
        check(
            "It cannot be chosen any more",
            `${CARD} .o_cats_b2b_reason:has(option:disabled:contains(No longer wanted))`
        ),
        click("Why not", `${CARD} .o_cats_b2b_barred summary`),
        check("The reason, with the day", `${CARD} dd:contains(May 1, 2026):visible`),
    ],
});

// 3. and 4. Out of warranty
tours.add("cats_b2b_return_path_repair", {
    steps: () => claim("SN1", "Defective: repair at your cost", "It flickers", []),
});

tours.add("cats_b2b_return_path_repair_choice", {
    steps: () => [
        check("The warranty is over", clause("warranty ended March 12, 2028")),
        ...choose("repair"),
        check("A quotation comes", next("We send you a quotation")),
    ],
});

tours.add("cats_b2b_return_path_accept", {
    steps: () => [
        check("The total", ".o_cats_b2b_return_repair:contains(175.45)"),
        click("Accept it", ".o_cats_b2b_return_repair button[value=accepted]", true),
        check("Now it is repaired", next("We repair it")),
    ],
});

tours.add("cats_b2b_return_path_refuse", {
    steps: () => [
        click("Refuse it", ".o_cats_b2b_return_repair button[value=refused]", true),
        check("What becomes of it", next("Please tell us what becomes of the unit")),
        click("Back", ".o_cats_b2b_return_repair button[value=send_back]", true),
        ...AGREE,
    ],
});

// 5. Not defective
tours.add("cats_b2b_return_path_unfounded", {
    steps: () => claim("SN1", "Defective", "It flickers", [wish("Repair")]),
});

tours.add("cats_b2b_return_path_keep", {
    steps: () => [
        check("What was found", ".o_cats_b2b_return_found:contains(Not defective)"),
        check("What follows", clause("sent back to you or kept here, your choice")),
        ...choose("keep"),
        state("Done"),
        check("Kept", ".o_cats_b2b_return_step_done:contains(Kept here)"),
        check(
            "It is his still",
            ".o_cats_b2b_return_choice legend:contains(You can still have it back)"
        ),
    ],
});

tours.add("cats_b2b_return_path_have_back", {
    steps: () => [
        check(
            "Nothing else is offered",
            ".o_cats_b2b_return_choice:not(:has(input[value=keep]))"
        ),
        ...choose("send_back"),
        ...AGREE,
    ],
});

// 6. Missing article
tours.add("cats_b2b_return_path_missing", {
    steps: () =>
        claim("Cable", "Missing article", "Three were not in the box", [
            {
                content: "How many",
                trigger: `${CARD} input[name^=quantity_]`,
                run: "edit 3",
            },
        ]),
});

tours.add("cats_b2b_return_path_resend", {
    steps: () => [...choose("resend"), check("We send it", next("We send it to you"))],
});

tours.add("cats_b2b_return_path_voucher", {
    steps: () => [...choose("voucher"), check("Credit first", next("We credit it"))],
});

tours.add("cats_b2b_return_path_redeem", {
    steps: () => [
        {
            content: "Remember the code, and go to the shop",
            trigger: ".o_cats_b2b_return_voucher code",
            run() {
                sessionStorage.setItem("b2b_voucher", this.anchor.textContent.trim());
            },
        },
        click("Use it", ".o_cats_b2b_return_voucher a", true),
        shop.goToCart({quantity: 2}),
        check("Before", "tr[name=o_order_total]:contains(12.10)"),
        {
            content: "Type the code",
            trigger: "form[name=coupon_code] input[name=promo]",
            async run({edit}) {
                await edit(sessionStorage.getItem("b2b_voucher"));
            },
        },
        click("Redeem it", "form[name=coupon_code] button[type=submit]", true),
        check("Nothing is left to pay", "tr[name=o_order_total]:contains(0.00)"),
    ],
});

// ----------------------------------------------------------------------
// What staff do
// ----------------------------------------------------------------------

/**
 * @param {string} content
 * @param {string} name of the field
 * @param {string} label of the option
 * @returns {Array} the steps
 */
function select(content, name, label) {
    return [
        click(content, `.modal [name=${name}] input`),
        click(label, `.o_select_menu_item:contains(${label})`),
    ];
}

tours.add("cats_b2b_return_path_desk", {
    steps: () => [
        click("Approve", ".o_form_view button[name=action_approve]"),
        check("What is approved", ".modal .o_data_row:contains(SN1)"),
        click("Yes", ".modal button[name=action_approve]"),
        check("It is awaited", `${CURRENT}:contains(Goods awaited)`),
        click("It has come", "button[name=action_view_receipt]"),
        click("Validate it", "button[name=button_validate]"),
        check("It is in", `${CURRENT}:contains(Done)`),
        click("Back", ".o_back_button a"),
        check("It is here", `${CURRENT}:contains(To inspect)`),
        click("Inspect", "button[name=action_inspect]"),
        ...select("The verdict", "verdict", "Not defective"),
        ...select("The packaging", "packaging_found", "Unopened"),
        {
            content: "In words",
            trigger: ".modal [name=inspection_note] textarea",
            run: "edit As new",
        },
        click("Save it", ".modal button[name=action_inspect]"),
        check("The customer chooses", `${CURRENT}:contains(Solution open)`),
    ],
});

tours.add("cats_b2b_return_path_desk_credits", {
    steps: () => [
        check("It was chosen", `${CURRENT}:contains(Being resolved)`),
        click("Credit it", "button[name=action_carry_out]"),
        check("Done", `${CURRENT}:contains(Done)`),
    ],
});
