import {registry} from "@web/core/registry";

const DRIVER = ".o_cats_b2b_return_card:contains(Driver)";
const CABLE = ".o_cats_b2b_return_card:contains(Cable)";
const SEND = ".o_cats_b2b_return_form .btn-primary[type=submit]:enabled";
const SIDE = 1500;

function click(content, trigger, expectUnloadPage = false) {
    return {content, trigger, run: "click", expectUnloadPage};
}

function check(content, trigger) {
    return {content, trigger};
}

/**
 * @param {string} content
 * @param {string} card selector of the unit's card
 * @param {string} label beginning of the reason; its last day follows
 */
function choose(content, card, label) {
    return {
        content,
        trigger: `${card} .o_cats_b2b_reason`,
        run() {
            this.anchor.value = [...this.anchor.options].find((option) =>
                option.textContent.trim().startsWith(label)
            ).value;
            this.anchor.dispatchEvent(new Event("change", {bubbles: true}));
        },
    };
}

/** Put a picture into a field that is too big for the server, as phones make them. */
async function addPhoto() {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = SIDE;
    const context = canvas.getContext("2d");
    const noise = context.createImageData(SIDE, SIDE);
    for (let at = 0; at < noise.data.length; at++) {
        noise.data[at] = at % 4 === 3 ? 255 : Math.random() * 256;
    }
    context.putImageData(noise, 0, 0);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    const files = new DataTransfer();
    files.items.add(new File([blob], "wet-box.png", {type: "image/png"}));
    this.anchor.files = files.files;
    this.anchor.dispatchEvent(new Event("change", {bubbles: true}));
}

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
        choose("It is not wanted", DRIVER, "No longer wanted"),
        click("Its packaging is asked for", `${DRIVER} input[value=sealed]:visible`),
        {
            content: "and no repair offered",
            trigger: `${DRIVER} .o_cats_b2b_wish select:has(option[value=repair]:disabled)`,
            run: "selectByLabel Voucher",
        },
        choose("The cables are damaged", CABLE, "Damaged in transport"),
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
