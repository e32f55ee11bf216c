from . import (
    cats_activation_report,
    cats_application_refuse,
    cats_change_request_confirm,
    cats_change_request_refuse,
    cats_holiday_fill,
    cats_order_answer,
    cats_order_cancel,
    portal_wizard_user,
    sale_order_discount,
)
