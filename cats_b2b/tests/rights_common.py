from .common import CatsB2bCommon


class CatsB2bRightsCommon(CatsB2bCommon):
    """A colleague of the buyer, and the orders of both in every state."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._create_portal_user("colleague", cls.customer)
        cls.orders = {
            f"{who} {state}": cls._create_order_of(user, state)
            for who, user in (("own", cls.buyer), ("colleague's", cls.colleague))
            for state in ("cart", "draft", "sent", "sale", "cancel")
        }

    @classmethod
    def _create_order_of(cls, user, state):
        """Create an order of a user; a ``cart`` is a draft of the website."""
        website = cls.website.id if state == "cart" else False
        order = cls._create_order(
            (cls.product, 3), partner_id=user.partner_id.id, website_id=website
        )
        if state == "sale":
            order.action_confirm()
        elif state != "cart":
            order.state = state
        return order

    def _set_role(self, user, role):
        """Give a user a shipped role."""
        user._set_b2b_role(self.env.ref(f"cats_b2b.cats_role_{role}"))

    def _get_names(self, documents, shown):
        """:return: set: names of those of a dict of records that are shown."""
        return {name for name, one in documents.items() if one in shown}
