{
    "name": "B2B Distributor Shop and Portal",
    "summary": "Minimum quantities, small-order fee and dispatch promise for B2B shops",
    "version": "19.0.1.0.0",
    "category": "Website/Website",
    "author": "CATS B2B contributors",
    "license": "AGPL-3",
    "depends": [
        "sale_management",
        "stock_delivery",
        "website_sale_loyalty",
        "website_sale_stock",
    ],
    "data": [
        "security/res_groups.xml",
        "data/product_data.xml",
        "views/cart_templates.xml",
        "views/order_fee_templates.xml",
        "views/dispatch_templates.xml",
        "views/product_template_views.xml",
        "views/quantity_templates.xml",
        "views/res_config_settings_views.xml",
        "views/res_partner_views.xml",
        "views/sale_order_views.xml",
        "views/stock_warehouse_views.xml",
        "report/sale_order_templates.xml",
    ],
    "assets": {
        "web.assets_frontend": [
            "cats_b2b/static/src/interactions/*.esm.js",
            "cats_b2b/static/src/scss/*.scss",
        ],
        "web.assets_tests": [
            "cats_b2b/static/tests/tours/*.esm.js",
        ],
    },
    "post_init_hook": "post_init_hook",
}
