from . import controllers, models, policies
from .hooks import post_init_hook
