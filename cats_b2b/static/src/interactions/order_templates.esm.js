import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";
import {rpc} from "@web/core/network/rpc";

/** Sends a form once, however often its buttons are pressed. */
export class B2bOnce extends Interaction {
    static selector = "form.o_cats_b2b_once";
    dynamicContent = {
        _root: {"t-on-submit": this.onSubmit},
    };

    setup() {
        this.sent = false;
    }

    start() {
        // The page that the browser kept is shown again.
        this.addListener(window, "pageshow", () => (this.sent = false));
    }

    onSubmit(ev) {
        if (this.sent) {
            ev.preventDefault();
        }
        this.sent = true;
    }
}

/** Ticks all lines of a template at once, and lets them be dragged into order. */
export class B2bOrderTemplate extends Interaction {
    static selector = ".o_cats_b2b_template_form";
    dynamicContent = {
        ".o_cats_b2b_tick_all": {
            "t-on-change": this.onTickAll,
            "t-att-class": () => ({"d-none": false}),
        },
    };

    start() {
        const rows = this.el.querySelector(".o_cats_b2b_template_lines tbody");
        if (!rows || !this.el.dataset.sortUrl) {
            return;
        }
        for (const handle of rows.querySelectorAll(".o_cats_b2b_handle")) {
            handle.classList.remove("d-none");
        }
        const sortable = this.services.sortable.create({
            ref: {el: rows},
            elements: ".o_cats_b2b_template_line",
            handle: ".o_cats_b2b_handle",
            cursor: "grabbing",
            onDrop: ({element, previous, next}) => {
                if (previous) {
                    previous.after(element);
                } else if (next) {
                    next.before(element);
                }
                this.saveOrder(rows);
            },
        });
        this.registerCleanup(sortable.enable().cleanup);
    }

    onTickAll(ev) {
        for (const box of this.el.querySelectorAll("input[name='tick']")) {
            box.checked = ev.currentTarget.checked;
        }
    }

    /**
     * @param {HTMLElement} rows
     */
    async saveOrder(rows) {
        const lineIds = [...rows.querySelectorAll("[data-line-id]")].map((row) =>
            parseInt(row.dataset.lineId)
        );
        await this.waitFor(rpc(this.el.dataset.sortUrl, {line_ids: lineIds}));
        const ups = rows.querySelectorAll("button[value^='up:']");
        const downs = rows.querySelectorAll("button[value^='down:']");
        ups.forEach((button, place) => (button.disabled = place === 0));
        downs.forEach(
            (button, place) => (button.disabled = place === downs.length - 1)
        );
    }
}

const interactions = registry.category("public.interactions");
interactions.add("cats_b2b.once", B2bOnce);
interactions.add("cats_b2b.order_template", B2bOrderTemplate);
