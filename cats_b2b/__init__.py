from . import controllers, models, policies, report, wizards
from .hooks import post_init_hook, uninstall_hook
