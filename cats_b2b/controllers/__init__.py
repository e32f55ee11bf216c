from . import documents, main, ordering, portal, registration, signup, variant
