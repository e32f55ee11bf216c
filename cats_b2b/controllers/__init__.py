from . import (
    account,
    activation,
    change_request,
    colleagues,
    documents,
    main,
    ordering,
    portal,
    registration,
    signup,
    variant,
)
