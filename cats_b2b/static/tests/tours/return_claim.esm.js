import {addPhoto, check, chooseReason, click} from "./return_claim_steps.esm";
import {registry} from "@web/core/registry";

const DRIVER = ".o_cats_b2b_return_card:contains(Driver)";
const CABLE = ".o_cats_b2b_return_card:contains(Cable)";
const SEND = ".o_cats_b2b_return_form .btn-primary[type=submit]:enabled";

registry.category("web_tour.tours").add("cats_b2b_return_claim", {
    steps: () => [
        click("Start a return", ".o_cats_b2b_start_return", true),
        click("The driver", ".o_cats_b2b_delivery:contains(SN-9) input"),
        click("and the cables", ".o_cats_b2b_delivery:contains(Cable) input"),
        click("are what it is about", ".o_cats_b2b_return_choice .btn-primary", true),
        check(
            "Nothing is asked before there is a reason",
            `${DRIVER}:not(:has(.o_cats_b2b_packaging:visible))`
        ),
        chooseReason("It is not wanted", DRIVER, "No longer wanted"),
        click("Its packaging is asked for", `${DRIVER} input[value=sealed]:visible`),
        {
            content: "and no repair offered",
            trigger: `${DRIVER} .o_cats_b2b_wish select:has(option[value=repair]:disabled)`,
            run: "selectByLabel Voucher",
        },
        chooseReason("The cables are damaged", CABLE, "Damaged in transport"),
        check("A photo is needed", `${CABLE} .o_cats_b2b_asked:visible`),
        {
            content: "Describe it",
            trigger: `${CABLE} textarea`,
            run: "edit The box was wet",
        },
        {
            content: "Too many",
            trigger: `${CABLE} input[name^=quantity_]`,
            run: "edit 30",
        },
        {content: "A photo", trigger: `${CABLE} input[type=file]`, run: addPhoto},
        click("Send it", SEND, true),
        check(
            "Refused beside the field",
            `${CABLE} .invalid-feedback:contains(No more than 10)`
        ),
        check("with the photo", `${CABLE} .o_cats_b2b_kept:contains(wet-box.jpg)`),
        check("the words", `${CABLE} textarea:value(The box was wet)`),
        check("and the packaging", `${DRIVER} input[value=sealed]:visible:checked`),
        {
            content: "Three of them",
            trigger: `${CABLE} input[name^=quantity_]`,
            run: "edit 3",
        },
        click("Send it again", SEND, true),
        check("It was sent", "body:not(:has(.o_cats_b2b_return_form))"),
    ],
});
