import {AddToCartNotification} from "@website_sale/js/notification/add_to_cart_notification/add_to_cart_notification";
import {patch} from "@web/core/utils/patch";

patch(AddToCartNotification.prototype, {
    /** Who may not see prices was not told any; a zero would be a lie. */
    getFormattedPrice(line) {
        if (document.documentElement.dataset.b2bPrices === "hidden") {
            return "";
        }
        return super.getFormattedPrice(line);
    },
});
