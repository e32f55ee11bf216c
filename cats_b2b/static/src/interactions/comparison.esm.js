import {ComparisonPage} from "@website_sale_comparison/interactions/comparison_page";
import {ProductComparison} from "@website_sale_comparison/interactions/product_comparison";
import {_t} from "@web/core/l10n/translation";
import comparisonUtils from "@website_sale_comparison/js/website_sale_comparison_utils";
import {patch} from "@web/core/utils/patch";
import {redirect} from "@web/core/utils/urls";

/**
 * @returns {number} how many products a B2B shop compares; 0 in other shops
 */
function getLimit() {
    return Number(document.documentElement.dataset.b2bCompareMax || 0);
}

patch(ProductComparison.prototype, {
    /** What was chosen before the limit was lowered is too much. */
    setup() {
        const limit = getLimit();
        if (limit) {
            comparisonUtils.MAX_COMPARISON_PRODUCTS = limit;
            const chosen = comparisonUtils.getComparisonProductIds();
            if (chosen.length > limit) {
                comparisonUtils.setComparisonProductIds(chosen.slice(0, limit));
            }
        }
        super.setup();
    },

    /** Tell the shop's own limit; Odoo's text tells Odoo's. */
    _checkMaxComparisonProducts() {
        const limit = getLimit();
        if (!limit || comparisonUtils.getComparisonProductIds().length < limit) {
            return super._checkMaxComparisonProducts();
        }
        this.services.notification.add(
            _t("You can compare up to %s products at a time.", limit),
            {title: _t("Too many products to compare"), type: "warning"}
        );
        return true;
    },
});

patch(ComparisonPage.prototype, {
    /** The others of this page stay, also those of an address that somebody sent. */
    removeProduct(ev) {
        const {b2bOthers, productProductId} = ev.currentTarget.dataset;
        if (b2bOthers === undefined) {
            super.removeProduct(...arguments);
            return;
        }
        comparisonUtils.removeComparisonProduct(Number(productProductId), null);
        redirect(b2bOthers ? `/shop/compare?products=${b2bOthers}` : "/shop");
    },
});
