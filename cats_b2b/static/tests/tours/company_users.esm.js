import {registry} from "@web/core/registry";

function click(content, trigger) {
    return {content, trigger, run: "click", expectUnloadPage: true};
}

registry.category("web_tour.tours").add("cats_b2b_principal_manages_users", {
    steps: () => [
        click("Invite", "#wrap a[href='/my/contacts/invite']"),
        {
            content: "First name",
            trigger: "input[name=first_name]",
            run: "edit Dora",
        },
        {
            content: "Last name",
            trigger: "input[name=last_name]",
            run: "edit Dubois",
        },
        {
            content: "The address of somebody who is a user already",
            trigger: ".o_cats_b2b_invite_form input[name=email]",
            run: "edit buyer@example.com",
        },
        click("Send it", ".o_cats_b2b_invite_form button[type=submit]"),
        {
            content: "is refused beside the field, and nothing is lost",
            trigger: "input[name=email].is-invalid",
            run: "edit dora@lumiere.example",
        },
        {
            content: "The name is still there",
            trigger: "input[name=first_name]:value(Dora)",
        },
        {
            content: "She shall see invoices only",
            trigger: ".o_cats_b2b_invite_form select[name=role_id]",
            run: "selectByLabel Accountant",
        },
        click("Send it again", ".o_cats_b2b_invite_form button[type=submit]"),
        {
            content: "She is invited",
            trigger:
                ".o_cats_b2b_person:contains(Dora Dubois) .badge:contains(Invited)",
        },
        click("Look at the buyer", ".o_cats_b2b_person a:contains(b2b_buyer)"),
        {
            content: "He shall see all orders",
            trigger: "label[for=b2b_right_orders_company]",
            run: "click",
        },
        {
            content: "and no prices",
            trigger: "#b2b_right_see_prices",
            run: "click",
        },
        click("Save", ".o_cats_b2b_rights_form button[type=submit]"),
        {
            content: "It is told why he sees no prices",
            trigger:
                ".o_cats_b2b_explained_see_prices:contains(the role Buyer would give it)",
        },
        click("Back to the role", ".o_cats_b2b_reset_form button"),
        {
            content: "Nothing differs any more",
            trigger: "#wrap:not(:has(.o_cats_b2b_contact_deviates))",
        },
        click("Deactivate him", ".o_cats_b2b_doors button:contains(Deactivate)"),
        click("and let him in again", ".o_cats_b2b_doors button:contains(Reactivate)"),
        click("All of it is in the history", "#wrap a[href='/my/contacts/log']"),
        {
            content: "the newest first",
            trigger: ".o_cats_b2b_log_entry:first:contains(Reactivated)",
        },
    ],
});
