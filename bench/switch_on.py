"""Switch cats_b2b on and give its rules something to do (`odoo shell`)."""

website = env.ref("website.default_website")  # noqa: F821
website.b2b_enabled = True
website.warehouse_id.b2b_calendar_id = website.company_id.resource_calendar_id
products = env["product.template"].search(  # noqa: F821
    [("default_code", "=like", "PS-%")], order="default_code"
)
# Every second article has a quantity rule, which two pieces keep; every third a lead
# time.
products[::2].write({"b2b_min_qty": 2, "b2b_qty_multiple": 2})
products[::3].b2b_lead_days = 3
env.cr.commit()  # noqa: F821
