import {Interaction} from "@web/public/interaction";
import {Mutex} from "@web/core/utils/concurrency";
import {registry} from "@web/core/registry";
import {rpc} from "@web/core/network/rpc";

/** Replace a part; the months that somebody opened stay open, and he where he was. */
function replacePart(shown, fresh) {
    const focused = shown.contains(document.activeElement) && document.activeElement.id;
    const months = [...shown.querySelectorAll("details")];
    const opened = new Set(
        months
            .filter((month) => month.open)
            .map((month) => month.innerText.split("\n")[0])
    );
    shown.replaceChildren(...fresh.childNodes);
    for (const month of shown.querySelectorAll("details")) {
        const label = month.querySelector("summary").innerText;
        month.open = month.open || opened.has(label);
    }
    if (focused) {
        document.getElementById(focused)?.focus();
    }
}

/**
 * Take from the step's fields, as the server sees them now, those that hang on others.
 * What somebody is typing in stays as it is.
 *
 * @param {object} wishes the answer of the server
 * @param {string} wishes.html the fields
 * @param {string} wishes.promise the promise of dispatch, if there is one
 */
export function showWishes({html, promise}) {
    const form = document.getElementById("o_cats_b2b_wishes");
    if (!form || !html) {
        return;
    }
    const fields = new DOMParser().parseFromString(html, "text/html");
    for (const fresh of fields.querySelectorAll("[data-b2b-part]")) {
        const part = fresh.dataset.b2bPart;
        const shown = form.querySelector(`[data-b2b-part="${part}"]`);
        if (shown && !shown.querySelector("input[type=tel]:focus")) {
            replacePart(shown, fresh);
        }
    }
    form.querySelectorAll("input, textarea").forEach((field) => {
        const error = document.getElementById(`${field.name}_error`);
        field.classList.toggle("is-invalid", Boolean(error) && field.type !== "radio");
    });
    document.querySelectorAll(".o_cart_total .o_cats_b2b_promise").forEach((shown) => {
        if (promise) {
            shown.outerHTML = promise;
        }
    });
}

/** Keep each field of the step as soon as it is left, so that nothing is lost. */
export class CheckoutWishes extends Interaction {
    static selector = "#o_cats_b2b_wishes";
    dynamicContent = {
        _root: {"t-on-change": this.save},
    };

    setup() {
        this.saves = 0;
        // One after the other: they write the same order.
        this.mutex = new Mutex();
    }

    async save(ev) {
        const {name, value} = ev.target;
        const save = ++this.saves;
        const answer = await this.waitFor(
            this.mutex.exec(() =>
                rpc("/shop/checkout/wishes/save", {values: {[name]: value}})
            )
        );
        // An older answer knows nothing of what was chosen since.
        if (save === this.saves) {
            showWishes(answer);
        }
    }
}

registry
    .category("public.interactions")
    .add("cats_b2b.checkout_wishes", CheckoutWishes);
