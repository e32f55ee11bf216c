from odoo import models


class PortalMixin(models.AbstractModel):
    _inherit = "portal.mixin"

    def get_portal_url(self, *args, **kwargs):
        """Override of `portal`: addresses for customers hold no token (USR-4)."""
        hidden = not self.env.su and self._is_b2b_sealed()
        shown = self.with_context(b2b_tokenless=True) if hidden else self
        return super(PortalMixin, shown).get_portal_url(*args, **kwargs)

    def _get_share_url(self, *args, **kwargs):
        """Override of `portal`: nor does what a mail's button leads them to (USR-4)."""
        if not self.env.su and self._is_b2b_sealed():
            kwargs["share_token"] = False
        return super()._get_share_url(*args, **kwargs)

    def _portal_ensure_token(self):
        """Override of `portal`: customers do not read tokens, mails they cause do."""
        if self.env.context.get("b2b_tokenless"):
            return ""
        # It opens no more than it says: who reads the address is another matter.
        shown = self.sudo() if not self.env.su and self._is_b2b_sealed() else self
        return super(PortalMixin, shown)._portal_ensure_token()

    def _is_b2b_sealed(self):
        """:return: bool: whether the user may not read the document's token."""
        guard = self.env.registry["cats.guarded.document.mixin"]
        return isinstance(self, guard) and self.env.user._is_b2b_customer()
