from . import (
    account,
    activation,
    change_request,
    colleagues,
    documents,
    main,
    ordering,
    portal,
    prices,
    registration,
    signup,
    variant,
)
