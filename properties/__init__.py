"""Properties of the policies, tried on random carts, quantities, zones and calendars.

They stand beside the addon, not in it: who runs the addon's own tests needs no
hypothesis. ``make test`` runs them with the rest.
"""
