import {Checkout} from "@website_sale/interactions/checkout";
import {markup} from "@odoo/owl";
import {patch} from "@web/core/utils/patch";
import {showWishes} from "./checkout_wishes.esm";

patch(Checkout.prototype, {
    /** Show what hangs on the address or the carrier that was just chosen. */
    _updateCartSummaries(result) {
        super._updateCartSummaries(...arguments);
        if (result.b2b_wishes) {
            showWishes(result.b2b_wishes);
        }
    },

    /** Show the fees of the address that was just chosen. */
    _updateCartSummary(result, targetEl) {
        super._updateCartSummary(...arguments);
        const untaxed = targetEl.querySelector('tr[name="o_order_total_untaxed"]');
        if (result.b2b_fee_rows === undefined || !untaxed) {
            return;
        }
        const rows = 'tr[name="o_cats_b2b_fee"], .o_cats_b2b_fee_hint';
        targetEl.querySelectorAll(rows).forEach((row) => row.remove());
        untaxed.insertAdjacentHTML("beforebegin", markup(result.b2b_fee_rows));
    },
});
