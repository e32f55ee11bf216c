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
        "website.controller.page",
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
        r"/my/(contacts/log|invoices|orders|quotes|requests|rmas)/page/<int:page>",
        r"/my/lists(/.*)?",
        r"/my/products/page/<int:page>",
        r"/my/repairs(/page/<int:page>)?",
        r"/my/returns/page/<int:page>",
        r"/shop/list/(choices|choose)",
        r"/my/templates/(new|page/<int:page>)",
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
        r"/my/returns/<int:return_id>/slip",
        r"/my/returns/lines/<int:line_id>/image",
        r"/web/(content|image).*",
        r"/website/image.*",
        r"/product/document/upload",
        r"/web/binary/upload_attachment",
        r"/web/partner/vcard",
        r"/web_enterprise/partner/.*/vcard",
    ),
    "no format of electronic orders is among our addons; prices: test_prints": (
        r"/my/orders/<int:order_id>/download_edi",
    ),
    "an order as the reorder of the matrix, without a token: test_reorder_portal": (
        r"/my/orders/<int:order_id>/again",
    ),
    "claiming by the right and the orders one sees: test_return_claim_portal": (
        r"/my/returns/new(/page/<int:page>)?",
    ),
    "reports without a document of a customer": (
        r"/report/(barcode.*|check_wkhtmltopdf)",
        r"/report/<converter>/<reportname>",
    ),
    "the session's own cart, see cart and product": (
        r"/coupon/<string:code>",
        r"/(my/loyalty_card|wallet)/.*",
        r"/my/orders/<int:order_id>/(document/<int:document_id>|update_line_dict)",
        r"/shop/cart/rows/(dismiss|take)",
        r"/shop/(cart/(clear|quantity)|checkout|claimreward|confirmation|extra_info)",
        r"/shop/checkout/wishes(/save)?",
        r"/shop/(delivery_methods|get_delivery_rate|set_delivery_method)",
        r"/shop/quick-order(/(add|lookup))?",
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

# Rules that keep staff apart, of whom no cell tells: the test that does.
STAFF_RULES = {
    "cats_return_rule_company": "test_return_desk::test_other_company",
    "cats_return_line_rule_company": "test_return_desk::test_other_company",
    "cats_customer_article_rule_company": "test_article_lookup::test_two_sellers",
    "cats_order_template_line_rule_company": "test_order_template::test_two_sellers",
    "cats_order_template_rule_company": "test_order_template::test_two_sellers",
    "cats_order_request_rule_company": "test_order_request::test_other_company",
    "cats_order_request_rule_personal": "test_order_request::test_other_company",
    "cats_order_request_rule_see_all": "test_order_request::test_other_company",
    "cats_order_request_line_rule_company": "test_order_request::test_other_company",
    "cats_order_request_line_rule_personal": "test_order_request::test_other_company",
    "cats_order_request_line_rule_see_all": "test_order_request::test_other_company",
    "cats_role_rule_accounts": "test_company_users::test_roles_for_staff",
    "cats_role_rule_company": "test_company_users::test_roles_for_staff",
    "cats_role_rule_manager": "test_company_users::test_roles_for_staff",
}

# Each check of our code (a method that asks for a right), and the cells of which one at
# least turns red when the check says yes to everybody. A text instead: the test that
# shows what is missing without it, where the matrix has no way to ask.
_RIGHTS = "models.cats_user_rights_mixin.CatsUserRightsMixin."
_REPAIR_WORDS = "models.cats_return_repair_words_mixin.CatsReturnRepairWordsMixin."
_SOLUTION_WORDS = (
    "models.cats_return_solution_words_mixin.CatsReturnSolutionWordsMixin."
)
_SCOPES = "models.cats_user_scope_mixin.CatsUserScopeMixin."
_QUICK = "controllers.quick_order.B2bQuickOrder."
_PAGES = "controllers.order_templates.B2bOrderTemplates."
_ACCESS = "models.cats_template_access_mixin.CatsTemplateAccessMixin."
CHECKS = {
    "controllers.account.B2bAccount._check_b2b_address": (
        "address/edit",
        "own_company/new_address*",
    ),
    "controllers.account.B2bAccount._prepare_address_data": (
        "test_rights_doors::test_addresses"
    ),
    "controllers.account.B2bAccount.address_archive": ("address/archive",),
    f"{_PAGES}_prepare_home_portal_values": "test_order_template_portal::test_cards",
    f"{_PAGES}_refuse_b2b_templates": ("shared_template/list",),
    f"{_PAGES}_render_b2b_template": "test_order_template_portal::test_no_prices",
    f"{_PAGES}_render_b2b_templates": "test_order_template_portal::test_placer",
    "controllers.ordering.B2bOrderingCart._prepare_order_history": (
        "test_rights_doors::test_history_in_cart"
    ),
    "controllers.ordering.B2bOrderingWebsiteSale._refuse_b2b_last_order": (
        "test_rights_doors::test_last_order"
    ),
    "controllers.payment_access.B2bPaymentAccess._check_b2b_paying": (
        "payment_link/link",
    ),
    "controllers.payment_access.B2bPaymentAccess.archive_token": ("token/archive",),
    "controllers.payment_access.B2bPaymentAccess.overdue_invoices_transaction": (
        "test_rights_doors::test_pay_invoices"
    ),
    "controllers.payment_access.B2bPaymentAccess.payment_method": ("token/page",),
    "controllers.portal_rights.B2bRightsHome._explain_b2b_refusal": (
        "test_rights_doors::test_lists"
    ),
    "controllers.units.B2bUnits._render_b2b_unit": "test_warranty_portal::test_return",
    "controllers.portal_rights.B2bRightsHome._get_b2b_hidden_cards": ("*_card/page",),
    "controllers.portal_rights.B2bRightsHome._refuse_b2b_list": ("*/list",),
    "controllers.portal_rights.B2bRightsLoyalty.portal_get_card_history_values": (
        "test_rights_doors::test_loyalty"
    ),
    "controllers.prices.B2bPricesPortal.portal_my_sale_order_download_edi": (
        "test_rights_prices_pages::test_prints"
    ),
    "controllers.prices.B2bPricesWebsiteSale.print_saleorder": (
        "test_rights_prices_pages::test_prints"
    ),
    f"{_QUICK}_refuse_quick_order": ("quick_order/download",),
    f"{_QUICK}_render_quick_order": "test_quick_order_portal::test_without_prices",
    "controllers.prices.sees_prices": "test_rights_prices_pages::test_payment",
    "models.cats_guarded_document_mixin.CatsGuardedDocumentMixin._check_b2b_files": (
        "order/attachment_token",
    ),
    "models.cats_guarded_document_mixin.CatsGuardedDocumentMixin"
    "._has_b2b_correspondence_right": ("order/chatter", "order_message/read"),
    "models.cats_order_ask_mixin.CatsOrderAskMixin._check_may_ask": (
        "order/ask",
        "order/ask_page",
    ),
    "models.cats_order_prices_mixin.CatsOrderPricesMixin._split_b2b_recipients": (
        "test_rights_prices::test_mail_to_followers"
    ),
    "models.cats_order_rights_mixin.CatsOrderRightsMixin._get_b2b_order_right_error": (
        "product/add",
        "cart/update",
        "order/reorder",
        "quotation/accept",
        "quotation/decline",
    ),
    "models.cats_partner_lock_mixin.CatsPartnerLockMixin._can_b2b_manage_addresses": (
        "test_rights_doors::test_addresses"
    ),
    "models.cats_user_management_mixin.CatsUserManagementMixin._is_b2b_principal": (
        "user/*",
        "role/page",
    ),
    "models.cats_user_prices_mixin.CatsUserPricesMixin._check_b2b_report": (
        "order/pdf",
    ),
    "models.cats_user_prices_mixin.CatsUserPricesMixin._sees_b2b_prices": (
        "order_amount/read",
        "order_amount/page",
        "order_amount/list",
        "order_line_amount/shop_cart",
        "product_price/page",
    ),
    f"{_ACCESS}_check_owner": ("cart/keep",),
    f"{_ACCESS}_decide_access": ("shared_template/rename",),
    f"{_ACCESS}_explain_access_right": "test_order_template::test_right_taken_away",
    "models.cats_unit_list_mixin.CatsUnitListMixin._get_b2b_unit_domain": (
        "unit/page",
        "free_unit/page",
    ),
    "models.cats_order_claim_mixin.CatsOrderClaimMixin._can_b2b_return": (
        "test_return_claim_portal::test_button_of_the_order"
    ),
    "models.cats_return_carriage_mixin.CatsReturnCarriageMixin._check_may_spend": (
        "test_return_send_back::test_who_agrees"
    ),
    "models.cats_return_claimable_mixin.CatsReturnClaimableMixin._check_may_claim": (
        "test_return_claim::test_without_right"
    ),
    "models.cats_return_money_mixin.CatsReturnMoneyMixin._prepare_credit_block": (
        "test_return_credit::test_page"
    ),
    "models.cats_return_pay_mixin.CatsReturnPayMixin._get_pay_block": (
        "test_return_send_back::test_who_reads_what_to_pay"
    ),
    "models.cats_return_pay_mixin.CatsReturnPayMixin._get_pay_error": (
        "test_return_send_back::test_who_agrees"
    ),
    "models.cats_return_quote_mixin.CatsReturnQuoteMixin._get_answer_error": (
        "test_return_repair_portal::test_who_may_answer"
    ),
    f"{_REPAIR_WORDS}_get_quote_block": ("test_return_repair_portal::test_obstacle"),
    "models.cats_return_solution_mixin.CatsReturnSolutionMixin._check_customer": (
        "test_return_pages::test_who_acts"
    ),
    f"{_SOLUTION_WORDS}_may_know_costs": (
        "test_return_send_back::test_costs_without_prices"
    ),
    "models.cats_return_voucher_mixin.CatsReturnVoucherMixin._prepare_voucher_block": (
        "test_return_voucher::test_page"
    ),
    "models.cats_website_prices_mixin.CatsWebsitePricesMixin._get_b2b_row_prices": (
        "test_order_template_portal::test_no_prices"
    ),
    "models.cats_template_list_mixin.CatsTemplateListMixin._get_b2b_list_choices": (
        "test_list_buttons::test_model_without_the_right"
    ),
    f"{_RIGHTS}_check_b2b_right": ("order/pdf", "order/attachment_token"),
    f"{_RIGHTS}_get_b2b_right_error": ("order/pdf", "order/attachment_token"),
    f"{_RIGHTS}_get_b2b_scope_domain": ("order/read",),
    f"{_SCOPES}_get_b2b_account_move_domain": ("invoice/read",),
    f"{_SCOPES}_get_b2b_account_move_line_domain": ("invoice_line/read",),
    f"{_SCOPES}_get_b2b_cart_domain": ("cart/read",),
    f"{_SCOPES}_get_b2b_cats_order_template_domain": ("shared_template/read",),
    f"{_SCOPES}_get_b2b_cats_order_request_domain": ("order_request/read",),
    f"{_SCOPES}_get_b2b_cats_order_request_line_domain": ("order_request_line/read",),
    f"{_SCOPES}_get_b2b_cats_return_domain": ("return/read",),
    f"{_SCOPES}_get_b2b_cats_return_line_domain": ("return_line/read",),
    f"{_SCOPES}_get_b2b_payment_token_domain": ("token/read",),
    f"{_SCOPES}_get_b2b_pricelist_domain": ("pricelist/read",),
    f"{_SCOPES}_get_b2b_res_partner_domain": ("colleague/read",),
    f"{_SCOPES}_get_b2b_res_users_domain": ("address_user/read",),
    f"{_SCOPES}_get_b2b_sale_order_domain": ("order/read",),
    f"{_SCOPES}_get_b2b_stock_picking_domain": ("*transfer/read",),
    "models.cats_quick_order.CatsQuickOrder._check_ordering": (
        "test_quick_order::test_rights"
    ),
    "models.cats_quick_order.CatsQuickOrder._open": "test_quick_order::test_rights",
    "models.loyalty_history.LoyaltyHistory._get_order_description": (
        "test_rights_doors::test_loyalty"
    ),
    "models.loyalty_history.LoyaltyHistory._get_order_portal_url": (
        "test_rights_doors::test_loyalty"
    ),
    "models.payment_provider.PaymentProvider._get_compatible_providers": (
        "test_rights_prices_pages::test_payment"
    ),
    "models.payment_token.PaymentToken._filter_b2b_own": (
        "test_rights_rules::test_typed_values"
    ),
    "models.payment_transaction.PaymentTransaction._check_b2b_amountless": (
        "test_rights_prices::test_forged_provider"
    ),
    "models.payment_transaction.PaymentTransaction._get_processing_values": (
        "order_amount/pay",
    ),
    "models.product_pricelist.ProductPricelist._compute_price_rule": (
        "test_rights_prices::test_public_methods"
    ),
    "models.product_product.ProductProduct._to_markup_data": ("product_price/page",),
    "models.product_product.ProductProduct.get_contextual_price": (
        "test_rights_prices::test_public_methods"
    ),
    "models.product_template.ProductTemplate._get_combination_info": (
        "product_price/combination",
        "product_price/compare_data",
    ),
    "models.product_template.ProductTemplate._get_configurator_display_price": (
        "test_rights_prices_pages::test_product_configurator"
    ),
    "models.product_template.ProductTemplate._get_sales_prices": (
        "product_price/shop",
        "product_price/autocomplete",
    ),
    "models.product_template.ProductTemplate._search_get_detail": (
        "test_rights_prices::test_sort_and_filter"
    ),
    "models.product_template.ProductTemplate.get_contextual_price": (
        "test_rights_prices::test_public_methods"
    ),
    "models.product_template_attribute_value.ProductTemplateAttributeValue"
    "._get_extra_price": "test_rights_prices_pages::test_product_page_with_values",
    "models.website.Website._can_b2b_list": (
        "test_list_buttons::test_without_the_right"
    ),
    "models.website.Website._can_b2b_have_cart": (
        "test_rights_doors::test_forgotten_cart"
    ),
    "models.website.Website._get_b2b_ordering_obstacle": (
        "test_rights_doors::test_pages_say_why"
    ),
    "models.website.Website.is_view_active": "test_rights_prices::test_sort_and_filter",
}

# Checks that ask the same as others do at another level, so that one of them is enough;
# they are taken away together.
TOGETHER = {
    "controllers.account.B2bAccount._check_b2b_address": (
        "models.cats_partner_lock_mixin.CatsPartnerLockMixin._can_b2b_manage_addresses",
    ),
    "controllers.account.B2bAccount.address_archive": (
        "models.cats_partner_lock_mixin.CatsPartnerLockMixin._can_b2b_manage_addresses",
    ),
    "models.cats_order_rights_mixin.CatsOrderRightsMixin._get_b2b_order_right_error": (
        "models.website.Website._can_b2b_have_cart",
        "models.website.Website._get_b2b_ordering_obstacle",
    ),
    "models.product_template.ProductTemplate._get_sales_prices": (
        "models.cats_user_prices_mixin.CatsUserPricesMixin._hides_b2b_prices",
        "models.product_template.ProductTemplate._get_combination_info",
    ),
}
