from . import main, portal, registration, variant
