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

/**
 * Checks the rows again as soon as one of them is changed.
 *
 * Whoever types does not wait for the answer: what was changed since it was asked for
 * stays as it was typed, and is asked for in turn.
 */
export class B2bQuickPreview extends Interaction {
    static selector = ".o_cats_b2b_quick_preview";
    dynamicContent = {
        _root: {
            "t-on-change": this.onChange,
            "t-on-focusout": this.onChange,
            "t-on-keydown": this.onKeydown,
            "t-on-submit": this.onSubmit,
        },
        // The page that the browser kept is shown again.
        _window: {"t-on-pageshow": () => (this.leaving = false)},
    };

    setup() {
        this.leaving = false;
        this.asking = false;
        this.known = this.readRows();
    }

    onSubmit() {
        this.leaving = true;
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && ev.target.name === "template_name") {
            ev.preventDefault();
            this.el.requestSubmit(this.el.querySelector(".o_cats_b2b_quick_keep"));
        }
    }

    onChange() {
        // Let the click that took the focus away be first: it may send the form.
        this.waitForTimeout(this.refresh, PAUSE);
    }

    async refresh() {
        if (this.leaving || this.asking || !this.hasChanges()) {
            return;
        }
        const sent = this.readRows();
        this.asking = true;
        const fresh = await this.waitFor(this.fetchForm());
        this.asking = false;
        if (!fresh || this.leaving) {
            return;
        }
        this.show(fresh, sent);
        this.onChange();
    }

    /**
     * @returns {Promise<?Element>} the form as the server sees it now; nothing where
     *      there is no answer
     */
    async fetchForm() {
        const body = new URLSearchParams(new FormData(this.el));
        try {
            const response = await fetch(this.el.action, {method: "POST", body});
            const page = new DOMParser().parseFromString(
                await response.text(),
                "text/html"
            );
            return page.querySelector(".o_cats_b2b_quick_preview");
        } catch {
            return null;
        }
    }

    /**
     * @returns {Map<string, Element>} the fields of the rows, by the row and their name
     */
    getRowFields() {
        const fields = new Map();
        for (const row of this.el.querySelectorAll(".o_cats_b2b_quick_row")) {
            const key = row.querySelector("[name='row_key']").value;
            for (const field of row.querySelectorAll("input[name], select[name]")) {
                fields.set(`${key} ${field.name}`, field);
            }
        }
        return fields;
    }

    /**
     * @returns {Map<string, string>} what stands in the fields of the rows
     */
    readRows() {
        return new Map(
            [...this.getRowFields()].map(([key, field]) => [key, field.value])
        );
    }

    /**
     * @returns {boolean} whether the rows are not as the server knows them; a field in
     *      which something is just being typed is not looked at
     */
    hasChanges() {
        const busy = document.activeElement.type === "text" && document.activeElement;
        return [...this.getRowFields()].some(
            ([key, field]) => field !== busy && this.known.get(key) !== field.value
        );
    }

    /**
     * Show the rows as the server sees them, with what was typed since, and the focus
     * where it was.
     *
     * @param {Element} fresh the form of the page that came back
     * @param {Map<string, string>} sent what stood in the rows that it answers
     */
    show(fresh, sent) {
        const {"public.interactions": running} = this.services;
        const typed = [...this.readRows()].filter(
            ([key, value]) => sent.get(key) !== value
        );
        const name = this.el.elements.template_name?.value;
        const place = this.getPlace();
        for (const child of this.el.children) {
            running.stopInteractions(child);
        }
        this.el.replaceChildren(...fresh.childNodes);
        this.known = this.readRows();
        const fields = this.getRowFields();
        for (const [key, value] of typed) {
            if (fields.has(key)) {
                fields.get(key).value = value;
            }
        }
        if (this.el.elements.template_name) {
            this.el.elements.template_name.value = name;
        }
        this.restorePlace(place);
        running.startInteractions(this.el);
    }

    /**
     * @returns {object} how to find the focused element again, and what is selected
     */
    getPlace() {
        const field = document.activeElement;
        const row = field.closest(".o_cats_b2b_quick_row");
        return {
            key: row?.querySelector("[name='row_key']").value,
            selector: field.name && this.el.contains(field) && `[name='${field.name}']`,
            selection: field.type === "text" && [
                field.selectionStart,
                field.selectionEnd,
            ],
        };
    }

    restorePlace({key, selector, selection}) {
        if (!selector) {
            return;
        }
        const rows = [...this.el.querySelectorAll(".o_cats_b2b_quick_row")];
        const row = rows.find(
            (one) => one.querySelector("[name='row_key']").value === key
        );
        const field = (key ? row : this.el)?.querySelector(selector);
        field?.focus({preventScroll: true});
        if (selection) {
            field?.setSelectionRange(...selection);
        }
    }
}

const interactions = registry.category("public.interactions");
interactions.add("cats_b2b.article_lookup", B2bArticleLookup);
interactions.add("cats_b2b.quick_entry", B2bQuickEntry);
interactions.add("cats_b2b.quick_preview", B2bQuickPreview);
