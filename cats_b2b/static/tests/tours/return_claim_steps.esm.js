const SIDE = 1500;

export function click(content, trigger, expectUnloadPage = false) {
    return {content, trigger, run: "click", expectUnloadPage};
}

export function check(content, trigger) {
    return {content, trigger};
}

/**
 * @param {string} content
 * @param {string} card selector of the unit's card
 * @param {string} label beginning of the reason; its last day follows
 */
export function chooseReason(content, card, label) {
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
export async function addPhoto() {
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
