import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";
import {rpc} from "@web/core/network/rpc";

const PAUSE = 250;
const MIN_SIGNS = 2;

/** Suggests articles while the number of one is typed. */
export class B2bArticleLookup extends Interaction {
    static selector = ".o_cats_b2b_quick_lookup";
    dynamicContent = {
        "input[type='text']": {
            "t-on-input": this.onInput,
            "t-on-keydown": this.onKeydown,
            "t-on-blur": this.onBlur,
            "t-att-role": () => "combobox",
            "t-att-aria-expanded": () => (this.found.length ? "true" : "false"),
        },
        ".o_cats_b2b_quick_suggestions": {
            // Before the field loses the focus.
            "t-on-mousedown.prevent": this.onPick,
        },
    };

    setup() {
        this.found = [];
        this.active = -1;
        this.field = this.el.querySelector("input[type='text']");
        this.chosen = this.el.querySelector("input[type='hidden']");
        this.suggest = this.debounced(this.lookUp, PAUSE);
    }

    onInput() {
        if (this.chosen) {
            this.chosen.value = "";
        }
        this.suggest();
    }

    async lookUp() {
        const term = this.field.value.trim();
        if (term.length < MIN_SIGNS) {
            this.show([]);
            return;
        }
        const found = await this.waitFor(rpc("/shop/quick-order/lookup", {term}));
        // An answer to what stands there no more.
        if (this.field.value.trim() === term && document.activeElement === this.field) {
            this.show(found);
        }
    }

    /**
     * @param {object[]} found articles with id, number and name
     */
    show(found) {
        this.found = found;
        this.active = -1;
        this.el.querySelector(".o_cats_b2b_quick_suggestions")?.remove();
        if (!found.length) {
            return;
        }
        const list = document.createElement("div");
        list.className = "o_cats_b2b_quick_suggestions list-group shadow";
        list.setAttribute("role", "listbox");
        for (const [index, article] of found.entries()) {
            const option = document.createElement("button");
            option.type = "button";
            option.tabIndex = -1;
            option.dataset.index = index;
            option.setAttribute("role", "option");
            option.className = "list-group-item list-group-item-action py-1 small";
            const number = document.createElement("b");
            number.className = "me-2";
            number.textContent = article.number;
            option.append(number, article.name);
            list.append(option);
        }
        this.insert(list, this.el);
        this.updateContent();
    }

    onKeydown(ev) {
        if (!this.found.length) {
            return;
        }
        const steps = {ArrowDown: 1, ArrowUp: -1};
        if (ev.key in steps) {
            ev.preventDefault();
            const count = this.found.length;
            this.active = (this.active + steps[ev.key] + count) % count;
            const options = this.el.querySelectorAll("[role='option']");
            for (const [index, option] of options.entries()) {
                option.classList.toggle("active", index === this.active);
                option.setAttribute("aria-selected", index === this.active);
            }
            options[this.active].scrollIntoView({block: "nearest"});
        } else if (ev.key === "Enter" && this.active >= 0) {
            ev.preventDefault();
            this.pick(this.found[this.active]);
        } else if (ev.key === "Escape") {
            this.show([]);
        }
    }

    onPick(ev) {
        const option = ev.target.closest("[data-index]");
        if (option) {
            this.pick(this.found[Number(option.dataset.index)]);
        }
    }

    onBlur() {
        this.show([]);
    }

    pick(article) {
        this.field.value = article.number || article.name;
        if (this.chosen) {
            this.chosen.value = article.id;
        }
        this.show([]);
        this.field.dispatchEvent(new Event("change", {bubbles: true}));
        const row = this.el.closest(".o_cats_b2b_quick_entry, .o_cats_b2b_quick_row");
        row?.querySelector(".o_cats_b2b_quick_quantity")?.focus();
    }
}

/** Gives more empty rows to type into. */
export class B2bQuickEntry extends Interaction {
    static selector = ".o_cats_b2b_quick_form";
    dynamicContent = {
        ".o_cats_b2b_quick_more": {
            "t-on-click": this.addRow,
            "t-att-class": () => ({"d-none": false}),
        },
    };

    addRow() {
        const rows = this.el.querySelector(".o_cats_b2b_quick_typed");
        const row = rows.lastElementChild.cloneNode(true);
        row.querySelector(".o_cats_b2b_quick_suggestions")?.remove();
        for (const input of row.querySelectorAll("input")) {
            input.value = "";
        }
        this.insert(row, rows);
        row.querySelector("input").focus();
    }
}

/** Checks the rows again as soon as one of them is changed. */
export class B2bQuickPreview extends Interaction {
    static selector = ".o_cats_b2b_quick_preview";
    dynamicContent = {
        ".o_cats_b2b_quick_row": {"t-on-change": this.onChange},
        _root: {"t-on-submit": this.onSubmit},
    };

    setup() {
        this.leaving = false;
    }

    onSubmit() {
        this.leaving = true;
    }

    onChange() {
        // Let the click that took the focus away be first: it may send the form.
        this.waitForTimeout(async () => {
            if (!this.leaving) {
                await this.refresh();
            }
        }, PAUSE);
    }

    async refresh() {
        const response = await this.waitFor(
            fetch(this.el.action, {method: "POST", body: this.getBody()})
        );
        const page = new DOMParser().parseFromString(
            await this.waitFor(response.text()),
            "text/html"
        );
        const fresh = page.querySelector(".o_cats_b2b_quick_preview");
        if (!fresh || this.leaving) {
            return;
        }
        this.keepPlace(fresh);
    }

    getBody() {
        return new URLSearchParams(new FormData(this.el));
    }

    /**
     * Show the rows as the server sees them now, with the focus where it was.
     *
     * @param {Element} fresh the form of the page that came back
     */
    keepPlace(fresh) {
        const {el} = this;
        const focused = el.contains(document.activeElement) && document.activeElement;
        const typed = focused?.value;
        const field = focused && this.findField(fresh, focused);
        const {"public.interactions": interactions} = this.services;
        interactions.stopInteractions(el);
        el.replaceWith(fresh);
        interactions.startInteractions(fresh);
        if (field) {
            field.focus();
            if (field.name === focused.name && field.type === "text") {
                field.value = typed;
            }
        }
    }

    /**
     * Find the same field of the same row; what is gone was a button of that row, and
     * another button would do something else when Enter is pressed.
     *
     * @param {Element} fresh the form of the page that came back
     * @param {Element} focused a field of the form that is shown
     * @returns {Element | null | undefined}
     */
    findField(fresh, focused) {
        const selector = focused.name
            ? `[name='${focused.name}']:not([type='hidden'])`
            : `.${focused.classList[0]}`;
        const row = focused.closest(".o_cats_b2b_quick_row");
        if (!row) {
            return fresh.querySelector(selector);
        }
        const {value} = row.querySelector("[name='row_key']");
        const same = [...fresh.querySelectorAll(".o_cats_b2b_quick_row")].find(
            (one) => one.querySelector("[name='row_key']").value === value
        );
        return (
            same?.querySelector(selector) ||
            same?.querySelector(".o_cats_b2b_quick_quantity")
        );
    }
}

const interactions = registry.category("public.interactions");
interactions.add("cats_b2b.article_lookup", B2bArticleLookup);
interactions.add("cats_b2b.quick_entry", B2bQuickEntry);
interactions.add("cats_b2b.quick_preview", B2bQuickPreview);
