"""How long the warranty of a product lasts.

Source: AFS-1, "warranty period per product (setting per category and company)".
"""

from dataclasses import dataclass

from .because import Reason


@dataclass(frozen=True)
class WarrantyPeriod:
    """The months of warranty, 0 for none, and whose setting says so."""

    months: int
    because: tuple

    def outcome_json(self):
        return self.months


def decide_warranty_period(product, categories, company):
    """Decide the warranty of a product: the setting that is closest to it counts.

    :param int product: months that the product itself is given; 0 for none of its own.
    :param categories: months of its category and of those above it, the closest first.
    :param int company: months that hold for all that the seller sells.
    :rtype: WarrantyPeriod
    """
    settings = [
        ("product", product),
        *(("category", months) for months in categories),
        ("company", company),
    ]
    for code, months in settings:
        if months > 0:
            return WarrantyPeriod(months, (Reason(code, {"months": months}),))
    return WarrantyPeriod(0, (Reason("no_warranty"),))
