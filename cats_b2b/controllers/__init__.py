from . import (
    account,
    activation,
    change_request,
    colleagues,
    company_users,
    documents,
    main,
    ordering,
    portal,
    registration,
    signup,
    variant,
)
