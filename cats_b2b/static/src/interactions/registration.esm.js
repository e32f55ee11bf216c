import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";
import {rpc} from "@web/core/network/rpc";

const PAUSE = 500;

/**
 * Helps while the registration form is filled in: the fields follow the country, the
 * form of VAT number and ZIP is checked. The server checks everything again.
 */
export class Registration extends Interaction {
    static selector = ".o_cats_b2b_register";
    dynamicContent = {
        "select[name='country_id']": {"t-on-change": this.onChangeCountry},
        "input[name='vat'], input[name='zip']": {
            "t-on-input": this.debounced(this.check, PAUSE),
        },
        ".o_cats_b2b_errors a": {"t-on-click.prevent": this.onClickError},
    };

    start() {
        this.showExtra();
        this.el.querySelector(".o_cats_b2b_errors, .o_cats_b2b_too_many")?.focus();
    }

    getField(name) {
        return this.el.querySelector(`[name='${name}']`);
    }

    onClickError(ev) {
        const field = this.el.querySelector(ev.currentTarget.getAttribute("href"));
        field?.focus();
    }

    async onChangeCountry() {
        this.showExtra();
        const params = {country_id: this.getField("country_id").value};
        const country = await this.waitFor(rpc("/b2b/register/country", params));
        this.show("zip", country.has_zip);
        this.show("state_id", country.states.length > 0);
        const hint = this.getWrapper("zip").querySelector(".o_cats_b2b_hint");
        hint.textContent = country.zip_example;
        hint.parentElement.classList.toggle("d-none", !country.zip_example);
        const options = this.getField("state_id").options;
        options.length = 1;
        for (const [id, name] of country.states) {
            options.add(new Option(name, id));
        }
        await this.check();
    }

    /**
     * Hide the documents and terms that are not asked of the chosen country, but for
     * documents with files: their sender may want to leave them out.
     */
    showExtra() {
        const chosen = Number(this.getField("country_id").value);
        for (const part of this.el.querySelectorAll("[data-country-ids]")) {
            const isShown =
                JSON.parse(part.dataset.countryIds).includes(chosen) ||
                Boolean(part.querySelector(".o_cats_b2b_kept"));
            part.classList.toggle("d-none", !isShown);
            for (const input of part.querySelectorAll("input")) {
                input.disabled = !isShown;
            }
        }
        for (const group of this.el.querySelectorAll(
            ".o_cats_b2b_register_extra fieldset"
        )) {
            const isEmpty = !group.querySelector(":scope > div:not(.d-none)");
            group.classList.toggle("d-none", isEmpty);
        }
    }

    getWrapper(name) {
        return this.getField(name).closest(".o_cats_b2b_field");
    }

    show(name, isShown) {
        this.getWrapper(name).classList.toggle("d-none", !isShown);
        this.getField(name).disabled = !isShown;
    }

    /** Ask the server for the form of what was typed so far. */
    async check() {
        const typed = {};
        for (const name of ["country_id", "vat", "zip"]) {
            const field = this.getField(name);
            typed[name] = field.disabled ? "" : field.value;
        }
        const errors = await this.waitFor(rpc("/b2b/register/check", typed));
        for (const name of ["vat", "zip"]) {
            const isStale = this.getField(name).value !== typed[name];
            if (!isStale) {
                this.tell(name, errors[name]);
            }
        }
    }

    /**
     * @param {string} name of the field
     * @param {string} error a sentence, "" when it is right, undefined when unknown
     */
    tell(name, error) {
        const field = this.getField(name);
        field.classList.toggle("is-invalid", Boolean(error));
        field.classList.toggle("is-valid", error === "");
        if (error) {
            field.setAttribute("aria-invalid", "true");
        } else {
            field.removeAttribute("aria-invalid");
        }
        const place = this.getWrapper(name).querySelector(".invalid-feedback");
        place.textContent = error || "";
    }
}

registry.category("public.interactions").add("cats_b2b.registration", Registration);
