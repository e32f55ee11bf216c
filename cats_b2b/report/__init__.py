from . import cats_dispatch_report, report_return_slip
