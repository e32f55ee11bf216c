# Debian's odoo-19 lacks one file of `mail` that the backend's asset list names, and the
# console error fails every backend tour. Only with that package is this addon on the
# addons path; there it installs itself.
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
