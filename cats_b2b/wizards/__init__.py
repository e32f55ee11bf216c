from . import (
    cats_activation_report,
    cats_application_refuse,
    cats_holiday_fill,
    sale_order_discount,
)
