from contextvars import ContextVar

from odoo import models

# The record whose address is being put together without its token. Another context
# would be another environment, and cost more than the rest of a row of a list.
TOKENLESS = ContextVar("b2b_tokenless", default=None)


class PortalMixin(models.AbstractModel):
    _inherit = "portal.mixin"

    def get_portal_url(self, *args, **kwargs):
        """Override of `portal`: addresses for customers hold no token (USR-4)."""
        if self.env.su or not self._is_b2b_sealed():
            return super().get_portal_url(*args, **kwargs)
        before = TOKENLESS.set(self)
        try:
            return super().get_portal_url(*args, **kwargs)
        finally:
            TOKENLESS.reset(before)

    def _get_share_url(self, *args, **kwargs):
        """Override of `portal`: nor does what a mail's button leads them to (USR-4)."""
        if not self.env.su and self._is_b2b_sealed():
            kwargs["share_token"] = False
        return super()._get_share_url(*args, **kwargs)

    def _portal_ensure_token(self):
        """Override of `portal`: customers do not read tokens, mails they cause do."""
        hidden = TOKENLESS.get()
        if hidden is not None and hidden == self:
            return ""
        # It opens no more than it says: who reads the address is another matter.
        shown = self.sudo() if not self.env.su and self._is_b2b_sealed() else self
        return super(PortalMixin, shown)._portal_ensure_token()

    def _is_b2b_sealed(self):
        """:return: bool: whether the user may not read the document's token."""
        guard = self.env.registry["cats.guarded.document.mixin"]
        return isinstance(self, guard) and self.env.user._is_b2b_customer()
