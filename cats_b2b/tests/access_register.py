"""What the matrix does not ask for, and why; what its deletion test deletes.

Every model that customers or the public may read, every route of `cats_b2b` and of the
addons that it depends on, is asked for in the matrix or stands here. Plain data.
"""

# By reason: names of models.
MODELS = {
    "one's own login, by Odoo's own rules": (
        "auth.passkey.key",
        "auth.passkey.key.create",
        "auth_totp.device",
        "auth_totp.wizard",
        "ir.filters",
        "mail.notification",
        "res.users.apikeys",
        "res.users.apikeys.description",
        "res.users.identitycheck",
    ),
    "chats; customers are members of none": (
        "discuss.call.history",
        "discuss.channel",
        "discuss.channel.member",
    ),
    "the catalogue, the same for everybody; prices are in product_price": (
        "product.attribute",
        "product.attribute.category",
        "product.attribute.custom.value",
        "product.attribute.value",
        "product.category",
        "product.image",
        "product.public.category",
        "product.ribbon",
        "product.tag",
        "product.template.attribute.exclusion",
        "product.template.attribute.line",
        "product.template.attribute.value",
        "website.base.unit",
        "website.sale.extra.field",
    ),
    "the shop's own settings, the same for everybody": (
        "account.fiscal.position",
        "account.payment.term",
        "account.tax",
        "mail.message.subtype",
        "payment.method",
        "res.company",
        "res.country",
        "res.country.group",
        "res.country.state",
        "res.currency",
        "res.currency.rate",
        "res.lang",
        "uom.uom",
        "website",
        "website.menu",
        "website.seo.metadata",
    ),
}

# By reason: patterns of routes, as regular expressions that match all of one. What they
# answer is looked through for documents of the matrix (test_other_routes).
ROUTES = {
    "the same RPC as /web/dataset/call_kw, by another protocol": (
        r"/json/1/.*",
        r"/json/2(/<path:subpath>)?",
        r"/json/<path:subpath>",
        r"/jsonrpc",
        r"/web/dataset/call_(button|kw).*",
        r"/xmlrpc/.*",
    ),
    "login, session, security of one's own": (
        r"/auth/passkey/.*",
        r"/b2b/activate/.*",
        r"/my/(account|deactivate_account|security)",
        r"/web/(become|login.*|reset_password|signup)",
        r"/web/session/.*",
    ),
    "registration and texts for everybody": (
        r"/b2b/(register.*|terms/.*)",
        r"/terms",
    ),
    "pages of the matrix by another address": (
        r"/my/(contacts/log|invoices|orders|quotes|requests)/page/<int:page>",
        r"/my(/home)?",
        r"/mail/message/<int:message_id>",
    ),
    "one's own requests, companies and addresses": (
        r"/my/address(es)?",
        r"/my/address/country_info/.*",
        r"/my/requests(/new)?",
        r"/shop/(address|update_address)",
    ),
    "chats; customers are members of none": (
        r"/(chat|meet)/.*",
        r"/discuss/.*",
        r"/mail/(guest|rtc)/.*",
        r"/mail/(action|data)",
        r"/mail/set_manual_im_status",
    ),
    "messages and files, by the access of their document": (
        r"/mail/(attachment|avatar|link_preview|message|thread)/?.*",
        r"/mail/(history|inbox|starred)/messages",
        r"/mail/(partner/from_email|read_subscription_data|unfollow)",
        r"/mail/update_is_internal",
        r"/portal/attachment/remove",
        r"/website/rating/comment",
        r"/website_mail/.*",
    ),
    "the file of a record, by the access of the record": (
        r"/web/(content|image).*",
        r"/website/image.*",
        r"/product/document/upload",
        r"/web/binary/upload_attachment",
        r"/web/partner/vcard",
        r"/web_enterprise/partner/.*/vcard",
    ),
    "reports without a document of a customer": (
        r"/report/(barcode.*|check_wkhtmltopdf)",
        r"/report/<converter>/<reportname>",
    ),
    "the session's own cart, see cart and product": (
        r"/coupon/<string:code>",
        r"/(my/loyalty_card|wallet)/.*",
        r"/my/orders/<int:order_id>/(document/<int:document_id>|update_line_dict)",
        r"/shop/(cart/(clear|quantity)|checkout|claimreward|confirmation|extra_info)",
        r"/shop/(delivery_methods|get_delivery_rate|set_delivery_method)",
        r"/shop/(express.*|payment|payment/validate)",
        r"/website_sale/(get_pickup_locations|set_pickup_location)",
        r"/delivery/(get|set)_pickup_locations?",
    ),
    "paying without a document, or what comes after paying": (
        r"/donation/.*",
        r"/payment/(confirmation|status.*|transaction)",
        r"/payment/(custom/process|demo/simulate_payment)",
        r"/website_payment/.*",
    ),
    "the catalogue, the same for everybody; prices by the methods of product_price": (
        r"/gmc\.xml",
        r"/sale/(combo|product)_configurator/.*",
        r"/sale/create_product_variant",
        r"/shop/<model.*",
        r"/shop/category/.*",
        r"/shop/(change_pricelist/.*|page/<int:page>|pricelist|print)",
        r"/shop/product/is_add_to_cart_allowed",
        r"/shop/products/.*",
        r"/shop/(add/stock_notification|save_shop_layout_mode|wishlist.*)",
        r"/website_sale/(combo|product)_configurator/.*",
        r"/website_sale/should_show_product_configurator",
    ),
    "the website's pages and settings, the same for everybody": (
        r"/",
        r"/(@|model|pages|robots\.txt|sitemap\.xml|favicon\.ico|google<.*)/?.*",
        r"/(r|rate)(/.*)?",
        r"/website/(?!image).*",
        r"/website_links/.*",
        r"/digest/.*",
        r"/my/journal/<int:journal_id>/unsubscribe",
    ),
    "for the staff; refused to customers": (
        r"/b2b/portal-view.*",
        r"/account/(init|post)_tests_shared_js_python",
        r"/(base_import|base_import_module|base_setup|google_gmail)/.*",
        r"/(html_editor|microsoft_outlook|web_editor|web_unsplash)/.*",
        r"/(dashboard|sms|spreadsheet|stock)/.*",
        r"/doc(-bearer)?(/.*)?",
        r"/product/(catalog|export)/.*",
        r"/sale_pdf_quote_builder/.*",
        r"/shop/(config|product)/.*",
        r"/snippets/.*",
    ),
    "Odoo's own machinery; no document passes by": (
        r"/(bus|websocket)(/.*)?",
        r"/json/version",
        r"/(logo(\.png)?|odoo.*|scoped_app.*|web)",
        r"/mail/font_to_img/.*",
        r"/web/(action|assets|binary|bundle|domain|export|model|pivot|sign)/.*",
        r"/web/(database|filestore|view)/.*",
        r"/web/(health|manifest.*|service-worker\.js|set_profiling|tests.*|version)",
        r"/web/(profile_config|speedscope|webclient)/.*",
    ),
}

# Each check of our code (a method that asks for a right), and the cells of which one at
# least turns red when the check says yes to everybody. A text instead: why it has none.
CHECKS = {
    "controllers.account.B2bAccount._check_b2b_address": (
        "address/edit",
        "customer/new_address*",
    ),
    "controllers.account.B2bAccount.address_archive": ("address/archive",),
    "models.cats_user_rights_mixin.CatsUserRightsMixin._check_b2b_right": (
        "invoice/pay*",
        "customer/new_address",
    ),
    "models.cats_user_rights_mixin.CatsUserRightsMixin._get_b2b_right_error": (
        "invoice/pay*",
        "customer/new_address",
    ),
    "models.cats_user_rights_mixin.CatsUserRightsMixin._get_b2b_scope_domain": (
        "order/read",
    ),
    "models.cats_user_scope_mixin.CatsUserScopeMixin._get_b2b_sale_order_domain": (
        "order/read",
        "quotation/read",
    ),
    "models.cats_user_scope_mixin.CatsUserScopeMixin._get_b2b_cart_domain": (
        "cart/read",
    ),
    "models.cats_user_scope_mixin.CatsUserScopeMixin._get_b2b_stock_picking_domain": (
        "transfer/read",
        "free_transfer/read",
    ),
    "models.cats_user_scope_mixin.CatsUserScopeMixin._get_b2b_account_move_domain": (
        "invoice/read",
    ),
    "models.cats_user_scope_mixin.CatsUserScopeMixin"
    "._get_b2b_account_move_line_domain": ("invoice_line/read",),
    "models.cats_user_scope_mixin.CatsUserScopeMixin._get_b2b_payment_token_domain": (
        "token/*",
    ),
    "models.cats_user_scope_mixin.CatsUserScopeMixin._get_b2b_res_partner_domain": (
        "colleague/read",
    ),
    "models.cats_user_scope_mixin.CatsUserScopeMixin._get_b2b_res_users_domain": (
        "user/read",
    ),
    "models.cats_user_scope_mixin.CatsUserScopeMixin._get_b2b_pricelist_domain": (
        "pricelist/*",
    ),
}
