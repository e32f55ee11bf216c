"""Compare a wheel with the addon that it was built from.

Usage: check_wheel.py WHEEL ADDON OCA_REQUIREMENTS
"""

import ast
import re
import sys
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile


def read_metadata(wheel):
    name = next(name for name in wheel.namelist() if name.endswith("/METADATA"))
    return message_from_bytes(wheel.read(name))


def list_requirements(manifest, oca_requirements):
    """:return: Odoo, and the addons among the dependencies that are not Odoo's own."""
    oca = re.findall(r"^odoo-addon-([\w-]+)==", oca_requirements, re.MULTILINE)
    oca = {name.replace("-", "_") for name in oca}
    wanted = {
        f"odoo-addon-{name}==19.0.*" for name in manifest["depends"] if name in oca
    }
    return wanted | {"odoo==19.0.*"}


def check_content(wheel, addon):
    prefix = f"odoo/addons/{addon.name}/"
    packed = {
        name[len(prefix) :] for name in wheel.namelist() if name.startswith(prefix)
    }
    there = {
        path.relative_to(addon).as_posix()
        for path in addon.rglob("*")
        if path.is_file()
    }
    # whool, which builds the wheel, needs it there only.
    assert packed == there - {"pyproject.toml"}, packed ^ there
    others = [name for name in wheel.namelist() if not name.startswith(prefix)]
    assert all(".dist-info/" in name for name in others), others
    for part in ("i18n/", "static/src/", "views/", "tests/"):
        assert any(name.startswith(part) for name in packed), f"nothing of {part}"


def main(wheel_path, addon, oca_requirements):
    addon = Path(addon)
    manifest = ast.literal_eval((addon / "__manifest__.py").read_text(encoding="utf-8"))
    with ZipFile(wheel_path) as wheel:
        metadata = read_metadata(wheel)
        assert metadata["Name"] == f"odoo-addon-{addon.name}", metadata["Name"]
        assert metadata["Version"] == manifest["version"], metadata["Version"]
        requirements = set(metadata.get_all("Requires-Dist"))
        wanted = list_requirements(manifest, Path(oca_requirements).read_text())
        assert requirements == wanted, requirements ^ wanted
        check_content(wheel, addon)


if __name__ == "__main__":
    main(*sys.argv[1:])
