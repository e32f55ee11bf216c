import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";

/**
 * Helps while a return is claimed: shows what the chosen reason asks for, and hides the
 * rest. The server asks for everything again.
 */
export class ReturnClaim extends Interaction {
    static selector = ".o_cats_b2b_return_card";
    dynamicContent = {
        ".o_cats_b2b_reason": {"t-on-change": this.showQuestions},
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
}

registry
    .category("public.interactions")
    .add("cats_b2b.return_claim", ReturnClaim);
