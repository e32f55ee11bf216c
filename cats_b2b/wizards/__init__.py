from . import (
    cats_activation_report,
    cats_application_refuse,
    cats_change_request_confirm,
    cats_change_request_refuse,
    cats_holiday_fill,
    cats_order_answer,
    cats_order_cancel,
    cats_return_approve,
    cats_return_inspect,
    cats_return_refuse,
    portal_wizard_user,
    sale_order_discount,
)
