from . import main, variant
