import json

from odoo.http import request, route

from odoo.addons.auth_signup.controllers.main import AuthSignupHome
from odoo.addons.website.controllers.form import WebsiteForm


class B2bSignupHome(AuthSignupHome):
    def get_auth_signup_qcontext(self):
        """Override of `auth_signup` to tell nobody which e-mail is a login (ACC-4)."""
        qcontext = super().get_auth_signup_qcontext()
        if request.website.b2b_enabled:
            qcontext.pop("signup_email", None)
        return qcontext

    @route()
    def web_auth_signup(self, *args, **kwargs):
        """Override of `auth_signup`: who was not invited registers a company (ACC-7).

        Invitations of the staff's portal wizard bring a token and work as ever.
        """
        if request.website.b2b_enabled and not self.get_auth_signup_qcontext().get(
            "token"
        ):
            return request.redirect("/b2b/register")
        return super().web_auth_signup(*args, **kwargs)


class B2bWebsiteForm(WebsiteForm):
    def _handle_website_form(self, model_name, **kwargs):
        """Override of `website`: no customers by the form of `website_sale` (ACC-7)."""
        if (
            model_name == "res.partner"
            and request.website.b2b_enabled
            and not request.env.user._is_internal()
        ):
            # What Odoo answers for any model without a public form.
            error = request.env._("The form's specified model does not exist")
            return json.dumps({"error": error})
        return super()._handle_website_form(model_name, **kwargs)
