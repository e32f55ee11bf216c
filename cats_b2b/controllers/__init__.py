from . import (
    account,
    activation,
    change_request,
    colleagues,
    documents,
    main,
    ordering,
    portal,
    portal_view,
    registration,
    signup,
    variant,
)
