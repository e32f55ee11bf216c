from . import cats_holiday_fill, portal_wizard_user, sale_order_discount
