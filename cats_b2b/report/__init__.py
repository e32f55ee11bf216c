from . import (
    cats_dispatch_report,
    cats_return_rate_report,
    cats_return_report,
    report_return_slip,
)
