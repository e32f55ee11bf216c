import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

function edit(name, text) {
    return {
        content: `Fill in ${name}`,
        trigger: `.o_cats_b2b_register_form input[name=${name}]`,
        run: `edit ${text}`,
    };
}

function choose(country) {
    return {
        content: `Choose ${country}`,
        trigger: ".o_cats_b2b_register_form select[name=country_id]",
        run: `selectByLabel ${country}`,
    };
}

tours.add("cats_b2b_documents_of_a_country", {
    steps: () => [
        choose("United States"),
        {
            content: "No documents, but terms of its own",
            trigger:
                ".o_cats_b2b_register_form:not(:has(.o_cats_b2b_register_documents:visible)):has([data-country-ids] input[type=checkbox]:visible:enabled)",
        },
        choose("Belgium"),
        {
            content: "A document",
            trigger: ".o_cats_b2b_register_document input:visible:enabled",
        },
        {
            content: "and the terms of all countries only",
            trigger:
                ".o_cats_b2b_register_terms:not(:has([data-country-ids]:visible)) input:visible",
        },
    ],
});

tours.add("cats_b2b_company_registers", {
    steps: () => [
        {
            content: "Private persons are told first",
            trigger: ".o_cats_b2b_only_business:contains(not to private persons)",
        },
        choose("United States"),
        {
            content: "Addresses there have a state",
            trigger: "select[name=state_id]:visible option:contains(California)",
        },
        choose("Angola"),
        {
            content: "Addresses there have neither state nor ZIP",
            trigger: ".o_cats_b2b_register_form:not(:has([name=state_id]:visible))",
        },
        {
            content: "no ZIP",
            trigger: ".o_cats_b2b_register_form:not(:has([name=zip]:visible))",
        },
        choose("Belgium"),
        edit("vat", "BE0477472702"),
        {
            content: "Its check digits are wrong",
            trigger: "input[name=vat].is-invalid[aria-invalid=true]",
        },
        edit("vat", "BE0477472701"),
        {
            content: "Its check digits are right",
            trigger: "input[name=vat].is-valid:not([aria-invalid])",
        },
        edit("zip", "12345"),
        {
            content: "No ZIP of that country",
            trigger: "#o_cats_b2b_zip_error:contains(not a ZIP code of Belgium)",
        },
        edit("first_name", "Ada"),
        {
            content: "Send it",
            trigger: ".o_cats_b2b_register_form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The list of errors has the focus",
            trigger: ".o_cats_b2b_errors:focus",
        },
        {
            content: "A link of the list",
            trigger: ".o_cats_b2b_errors a[href='#o_cats_b2b_last_name']",
            run: "click",
        },
        {
            content: "leads to its field",
            trigger: "input[name=last_name]:focus",
        },
        edit("last_name", "Lumière"),
        edit("company_name", "Lumière & Fils"),
        edit("street_name", "Rue Haute"),
        edit("street_number", "1"),
        edit("zip", "1000"),
        edit("city", "Bruxelles"),
        edit("email", "ada@lumiere.example"),
        edit("password", "a long one"),
        {
            content: "Send it again",
            trigger: ".o_cats_b2b_register_form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Thanks",
            trigger: ".o_cats_b2b_thanks:contains(answer by e-mail)",
        },
    ],
});
