from . import controllers, models, policies, wizards
from .hooks import post_init_hook, uninstall_hook
