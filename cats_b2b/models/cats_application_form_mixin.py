from odoo import api, models


class CatsApplicationFormMixin(models.AbstractModel):
    """The registration form: what is wrong with it, what it becomes (ACC-1)."""

    _name = "cats.application.form.mixin"
    _description = "Registration form of a B2B application"

    @api.model
    def _check_form(self, values, website, files=None):
        """:return: a sentence for each field that is wrong, by its name."""
        # pylint: disable=unused-argument
        email = values.get("email")
        return {} if email else {"email": self.env._("Please fill this in.")}

    @api.model
    def _submit(self, values, website, files=None):
        """:return: the new application, with all rights."""
        # pylint: disable=unused-argument
        return self.sudo().create(
            {
                "email": values["email"],
                "country_id": int(values.get("country_id") or 0),
                "website_id": website.id,
                "origin": "visitor",
                "state": "pending",
            }
        )
