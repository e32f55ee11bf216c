from . import (
    test_accounting_be,
    test_demo,
    test_demo_shop,
    test_translations_demo,
)
