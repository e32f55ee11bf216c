"""What the manifests of this repository's addons say.

manifests.py addons     the addons, one a line
manifests.py depends    what they depend on and is not among them, one a line
manifests.py depends cats_b2b    the same of one addon
"""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def read_manifests():
    manifests = {
        path.parent.name: ast.literal_eval(path.read_text(encoding="utf-8"))
        for path in sorted(ROOT.glob("cats_b2b*/__manifest__.py"))
    }
    return {
        name: manifest
        for name, manifest in manifests.items()
        if manifest.get("installable", True)
    }


def main(question, *addons):
    manifests = read_manifests()
    if question == "addons":
        answer = list(manifests)
    else:
        wanted = {
            name
            for addon in addons or manifests
            for name in manifests[addon]["depends"]
        }
        answer = sorted(wanted - set(manifests))
    print("\n".join(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
