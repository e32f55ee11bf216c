from . import activation, colleagues, main, portal, variant
