from . import cats_dispatch_report
