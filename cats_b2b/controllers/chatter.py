from odoo.http import request, route

from odoo.addons.portal.controllers.portal_thread import PortalChatter


class CatsB2bChatter(PortalChatter):
    @route()
    def portal_message_fetch(self, thread_model, thread_id, fetch_params=None, **kw):
        """Override of `portal`: with a token it reads past the customer's rights."""
        guarded = request.env["mail.message"]._get_b2b_guarded_names()
        if thread_model in guarded and request.env["res.users"]._is_b2b_customer():
            kw = {key: kw[key] for key in kw.keys() - {"hash", "pid", "token"}}
        return super().portal_message_fetch(
            thread_model, thread_id, fetch_params=fetch_params, **kw
        )
