from . import (
    account,
    activation,
    change_request,
    chatter,
    colleagues,
    documents,
    main,
    ordering,
    portal,
    registration,
    signup,
    variant,
)
