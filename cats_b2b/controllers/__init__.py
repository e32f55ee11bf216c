from . import main, ordering, portal, signup, variant
