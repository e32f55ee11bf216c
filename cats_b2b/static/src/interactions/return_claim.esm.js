import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";

// As much as shows what is broken.
const LONGEST_SIDE = 2400;
const QUALITY = 0.85;

/**
 * @param {File} file a picture
 * @returns {Promise<File>} a smaller JPEG; the same file where that cannot be made
 */
async function shrink(file) {
    try {
        const picture = await createImageBitmap(file);
        const longest = Math.max(picture.width, picture.height);
        const scale = Math.min(1, LONGEST_SIDE / longest);
        const canvas = document.createElement("canvas");
        canvas.width = Math.round(picture.width * scale);
        canvas.height = Math.round(picture.height * scale);
        const context = canvas.getContext("2d");
        context.drawImage(picture, 0, 0, canvas.width, canvas.height);
        const blob = await new Promise((resolve) =>
            canvas.toBlob(resolve, "image/jpeg", QUALITY)
        );
        const name = `${file.name.replace(/\.\w+$/, "")}.jpg`;
        return new File([blob], name, {type: "image/jpeg"});
    } catch {
        return file;
    }
}

/**
 * Helps while a return is claimed: shows what the chosen reason asks for, hides the
 * rest, and makes photos smaller that the server would refuse. The server checks
 * everything again.
 */
export class ReturnClaim extends Interaction {
    static selector = ".o_cats_b2b_return_card";
    dynamicContent = {
        ".o_cats_b2b_reason": {"t-on-change": this.showQuestions},
        ".o_cats_b2b_photos": {"t-on-change": this.onAddPhotos},
    };

    start() {
        for (const hint of this.el.querySelectorAll(".o_cats_b2b_no_script")) {
            hint.classList.add("d-none");
        }
        if (this.el.querySelector(".o_cats_b2b_reason")) {
            this.showQuestions();
        }
    }

    showQuestions() {
        const option = this.el.querySelector(".o_cats_b2b_reason").selectedOptions[0];
        const {help = "", packaging, photos, wishes} = option.dataset;
        this.el.querySelector(".o_cats_b2b_reason_help").textContent = help;
        this.toggle(".o_cats_b2b_packaging", Boolean(packaging));
        this.toggle(".o_cats_b2b_optional", !photos);
        this.toggle(".o_cats_b2b_asked", Boolean(photos));
        this.offerWishes(wishes);
    }

    /**
     * @param {string} selector of a part of the card
     * @param {boolean} isShown
     */
    toggle(selector, isShown) {
        const part = this.el.querySelector(selector);
        if (!part) {
            return;
        }
        part.classList.toggle("d-none", !isShown);
        for (const input of part.querySelectorAll("input")) {
            input.disabled = !isShown;
        }
    }

    /**
     * @param {string} wishes codes that go with the reason; undefined for no reason
     */
    offerWishes(wishes) {
        const codes = (wishes || "").split(" ");
        const part = this.el.querySelector(".o_cats_b2b_wish");
        part.classList.toggle("d-none", !wishes);
        const select = part.querySelector("select");
        for (const option of select.options) {
            const isOffered = !option.value || codes.includes(option.value);
            option.hidden = option.disabled = !isOffered;
            if (!isOffered && option.selected) {
                select.value = "";
            }
        }
    }

    /** Make photos of phones fit; nothing is sent meanwhile. */
    async onAddPhotos(ev) {
        const input = ev.currentTarget;
        const limit = Number(input.dataset.megabytes) * 1024 ** 2;
        const isTooBig = (file) => file.size > limit && file.type.startsWith("image/");
        const files = [...input.files];
        if (!files.some(isTooBig)) {
            return;
        }
        this.lock(true);
        const fitting = new DataTransfer();
        for (const file of files) {
            fitting.items.add(isTooBig(file) ? await shrink(file) : file);
        }
        input.files = fitting.files;
        this.lock(false);
    }

    /**
     * @param {boolean} isLocked whether the form cannot be sent
     */
    lock(isLocked) {
        for (const button of this.el.form.querySelectorAll("button")) {
            button.disabled = isLocked;
        }
    }
}

registry.category("public.interactions").add("cats_b2b.return_claim", ReturnClaim);
