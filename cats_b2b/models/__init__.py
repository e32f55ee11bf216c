from . import (
    cats_product_lead,
    delivery_carrier,
    product_product,
    product_template,
    res_company,
    res_config_settings,
    res_partner,
    sale_order,
    sale_order_line,
    stock_warehouse,
    uom_uom,
    website,
)
