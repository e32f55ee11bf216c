import {Interaction} from "@web/public/interaction";
import {ListDialog} from "@cats_b2b/list_dialog/list_dialog.esm";
import {registry} from "@web/core/registry";

/** Puts an article on a project list. Without it, the link leads to a page that does. */
export class AddToList extends Interaction {
    static selector = ".o_cats_b2b_add_list";
    dynamicContent = {
        _root: {"t-on-click.prevent": this.open},
    };

    open() {
        const {lineId, productId} = this.el.dataset;
        const wanted = lineId
            ? {lineId: Number(lineId)}
            : {productId: Number(productId), ...this.getChosen()};
        this.services.dialog.add(ListDialog, wanted);
    }

    /**
     * @returns {object} variant, quantity and unit that are chosen on a product page
     */
    getChosen() {
        const form = this.el.closest(".js_main_product");
        const variant = Number(form?.querySelector("input.product_id")?.value);
        const quantity = form?.querySelector("input[name='add_qty']")?.value;
        const uom = Number(form?.querySelector("input[name='uom_id']:checked")?.value);
        return {
            ...(variant && {productId: variant}),
            ...(quantity && {quantity}),
            ...(uom && {uomId: uom}),
        };
    }
}

registry.category("public.interactions").add("cats_b2b.add_to_list", AddToList);
