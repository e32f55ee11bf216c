# Debian's odoo-19 leaves out one file of `mail` that the backend's asset list names: a console error that fails every backend tour.
# This addon is on the addons path for that package only, and installs itself there.
{
    "name": "Debian's Odoo: missing backend asset",
    "version": "19.0.1.0.0",
    "author": "CATS B2B",
    "license": "AGPL-3",
    "category": "Hidden",
    "depends": ["mail"],
    "auto_install": True,
    "assets": {
        "web.assets_backend": [
            (
                "remove",
                "mail/static/lib/selfie_segmentation/selfie_segmentation.js",
            ),
        ],
    },
}
