from . import (
    cats_change_request_confirm,
    cats_change_request_refuse,
    cats_holiday_fill,
    sale_order_discount,
)
