from . import (
    cats_activation_report,
    cats_application_refuse,
    cats_change_request_confirm,
    cats_change_request_refuse,
    cats_holiday_fill,
    portal_wizard_user,
    sale_order_discount,
)
