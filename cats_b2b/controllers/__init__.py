from . import (
    activation,
    colleagues,
    documents,
    main,
    ordering,
    portal,
    registration,
    signup,
    variant,
)
