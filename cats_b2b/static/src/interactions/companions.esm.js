import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";

/** Puts a spare part or accessory into the cart, from the page of its product. */
export class B2bCompanions extends Interaction {
    static selector = ".o_cats_b2b_companions";
    dynamicContent = {
        ".o_cats_b2b_add": {"t-on-click": this.locked(this.add, true)},
    };

    /**
     * @param {Event} ev
     */
    async add(ev) {
        const {productTemplateId, productId, quantity} = ev.currentTarget.dataset;
        await this.waitFor(
            this.services.cart.add(
                {
                    productTemplateId: parseInt(productTemplateId),
                    productId: parseInt(productId),
                    quantity: parseFloat(quantity),
                },
                {isConfigured: true}
            )
        );
    }
}

registry.category("public.interactions").add("cats_b2b.companions", B2bCompanions);
