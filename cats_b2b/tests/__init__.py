from . import (
    test_accounting,
    test_dispatch,
    test_dispatch_policy,
    test_fee_invoicing_policy,
    test_order_fee,
    test_order_fee_policy,
    test_order_flow,
    test_quantity,
    test_quantity_policy,
    test_query_counts,
    test_shop_portal,
    test_translations,
)
