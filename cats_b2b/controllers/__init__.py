from . import account, change_request, main, portal, variant
