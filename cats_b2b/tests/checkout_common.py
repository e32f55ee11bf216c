from odoo.fields import Command


class CheckoutCommon:
    """A parcel service, the post of one country, and a forwarder for bulky goods."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_stock(cls.product, 100)
        cls.bulky = cls._create_product("Cabinet", 300.0, b2b_bulky=True)
        cls._add_stock(cls.bulky, 10)
        cls.env["delivery.carrier"].search([]).active = False
        cls.ups = cls._create_carrier("UPS Standard", sequence=5, b2b_goods="parcel")
        cls.post = cls._create_carrier(
            "Post",
            sequence=1,
            b2b_goods="parcel",
            country_ids=[Command.set(cls.country.ids)],
        )
        cls.forwarder = cls._create_carrier(
            "Forwarder", sequence=9, b2b_goods="bulky", b2b_forwarder=True
        )
        cls.company.b2b_carrier_id = cls.ups

    @classmethod
    def _create_carrier(cls, name, **values):
        product = cls.env["product.product"].create(
            {"name": name, "type": "service", "company_id": cls.company.id}
        )
        return cls.env["delivery.carrier"].create(
            {
                "name": name,
                "delivery_type": "fixed",
                "fixed_price": 10.0,
                "is_published": True,
                "product_id": product.id,
                "company_id": cls.company.id,
                **values,
            }
        )
