import {markup} from "@odoo/owl";
import {patch} from "@web/core/utils/patch";
import {CartLine} from "@website_sale/interactions/cart_line";
import {WebsiteSale} from "@website_sale/interactions/website_sale";

/**
 * Moves a quantity box to one unit beside its next allowed quantity, so that the shop's
 * own step of one lands on it.
 *
 * @param {HTMLInputElement} input with its minimum and step in the dataset
 * @param {number} direction 1 up, -1 down
 * @param {number} lowest quantity below the minimum: the minimum again, or 0 to remove
 */
function approach(input, direction, lowest) {
    const step = parseFloat(input.dataset.step);
    const minimum = parseFloat(input.dataset.min);
    if (!step || (step === 1 && minimum === 1)) {
        return;
    }
    const position = (parseFloat(input.value || 0) - minimum) / step;
    const next =
        direction > 0
            ? Math.floor(position + 1e-9) + 1
            : Math.ceil(position - 1e-9) - 1;
    const target =
        next < 0 ? (direction > 0 ? minimum : lowest) : minimum + next * step;
    input.value = target - direction;
}

patch(WebsiteSale.prototype, {
    /** Step by the product's multiple. */
    onChangeQuantity(ev) {
        const button = ev.currentTarget;
        const input = button.closest(".input-group").querySelector("input");
        const direction = button.name === "remove_one" ? -1 : 1;
        approach(input, direction, parseFloat(input.dataset.min));
        return super.onChangeQuantity(...arguments);
    },

    /** Show stock, promise and quantity rule of the selected variant. */
    _onChangeCombination(ev, parent, combination) {
        super._onChangeCombination(...arguments);
        const panel = parent.querySelector(".o_cats_b2b_panel");
        if (!panel || !parent.matches(".js_main_product")) {
            return;
        }
        const interactions = this.services["public.interactions"];
        interactions.stopInteractions(panel);
        if (!combination.b2b_panel) {
            panel.replaceChildren();
            return;
        }
        panel.insertAdjacentHTML("beforebegin", markup(combination.b2b_panel));
        const fresh = panel.previousElementSibling;
        panel.remove();
        interactions.startInteractions(fresh);
        const input = parent.querySelector('input[name="add_qty"]');
        if (input) {
            input.dataset.min = combination.b2b.start;
            input.dataset.step = combination.b2b.step;
        }
    },
});

patch(CartLine.prototype, {
    /** Step by the product's multiple; below the minimum the line goes. */
    async incOrDecQuantity(ev, currentTargetEl) {
        const input = currentTargetEl
            .closest(".css_quantity")
            .querySelector("input.js_quantity");
        const minus = currentTargetEl.querySelector(".oi-minus");
        approach(input, minus ? -1 : 1, 0);
        return super.incOrDecQuantity(...arguments);
    },
});
