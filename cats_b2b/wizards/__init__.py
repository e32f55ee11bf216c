from . import cats_holiday_fill, sale_order_discount
