#!/usr/bin/env bash
# make test-package: the life of the addon as a package: build, install, use (by two at once, too), upgrade twice, uninstall.
# shellcheck source=tools/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
# shellcheck source=tools/database.sh
source "$ROOT/tools/database.sh"
# shellcheck source=tools/server.sh
source "$ROOT/tools/server.sh"

CLONE=${PREFIX}_test_$$
WORK=$RUN/test-$$
SOURCE=
PARTS=$ROOT/tools/package
SERVER=

clean_up() {
    [ -z "$SERVER" ] || stop_odoo "$SERVER"
    drop_db "$CLONE" "$TEST_DATA" >/dev/null 2>&1 || true
    rm -rf "$WORK" "${SOURCE:?}"
    leave_test_cluster
}

# build_wheel: sets WHEEL. From a copy, outside of the repository: there the version is the manifest's, without a number of commits.
build_wheel() {
    local builder
    builder=$CACHE/venv/package-$({ cat "$ROOT/requirements-package.txt"; "$PYTHON" -VV; } | hash_of)
    make_venv "$builder" pip_install "$builder" -r "$ROOT/requirements-package.txt"
    cp -r "$ROOT/cats_b2b" "$SOURCE"
    rm -rf "$SOURCE"/cats_b2b/{build,dist}
    find "$SOURCE" -name __pycache__ -prune -exec rm -rf {} +
    watch "$log" "Building the wheel" "$builder/bin/python" -m pip wheel --no-input --disable-pip-version-check --no-deps \
        --no-build-isolation --wheel-dir "$WORK/dist" "$SOURCE/cats_b2b" || fail "The wheel could not be built."
    WHEEL=$(echo "$WORK"/dist/*.whl)
    run_part "The wheel holds what it should" check_wheel.py "$WHEEL" "$SOURCE/cats_b2b" "$ROOT/requirements-oca.txt"
}

# From here on Odoo runs in an environment that knows the addon by its wheel only.
install_wheel() {
    local packages odoo_packages
    "$PYTHON" -m venv "$WORK/venv"
    packages=$(echo "$WORK"/venv/lib/python3.*/site-packages)
    odoo_packages=$(echo "$VENV"/lib/python3.*/site-packages)
    printf '%s\n' "$odoo_packages" "$ODOO_LIB" >"$packages/odoo.pth"
    VENV_PYTHON=$WORK/venv/bin/python
    ADDONS_PATH=$ODOO_ADDONS
    watch "$log" "Installing the wheel" "$VENV_PYTHON" -m pip install --no-input --disable-pip-version-check --no-deps "$WHEEL" ||
        fail "pip could not install the wheel."
    cd "$WORK"
}

fail() {
    die "$1 Log: $log
$(tail -n 15 "$log")"
}

# run_part TEXT FILE ARGUMENTS…: a check of tools/package.
run_part() {
    local text=$1 file=$2
    shift 2
    PYTHONPATH=$ROOT/bench watch "$log" "$text" "$VENV_PYTHON" "$PARTS/$file" "$@" || fail "It did not come true: $text."
}

# run_script TEXT FILE: a Python file, with `env`.
run_script() {
    ODOO_SUBCOMMAND=1 watch "$log" "$1" odoo "$WORK/odoo.conf" shell -d "$CLONE" --no-http --log-level warn <"$2" ||
        fail "$(basename "$2") broke off."
}

# run_odoo TEXT ARGUMENTS…
run_odoo() {
    local text=$1
    shift
    ODOO_SUBCOMMAND=${ODOO_SUBCOMMAND:-0} watch "$log" "$text" odoo "$WORK/odoo.conf" "$@" || fail "It did not come true: $text."
}

refuse_complaints() {
    local complaints
    complaints=$(find_complaints "$log")
    [ -z "$complaints" ] || die "Odoo complained:
$complaints
All of the log: $log"
}

upgrade_twice() {
    local time
    for time in first second; do
        run_odoo "Upgrading the $time time" -d "$CLONE" -u cats_b2b --stop-after-init --no-http
        "$VENV_PYTHON" "$PARTS/digest.py" "$CLONE" >"$WORK/digest-$time"
    done
    diff "$WORK/digest-before" "$WORK/digest-first" >>"$log" && diff "$WORK/digest-first" "$WORK/digest-second" >>"$log" ||
        fail "An upgrade to the same version changed these tables (rows, hash)."
}

# run_served_part TEXT FILE [LOG]: a check of tools/package on a running server.
run_served_part() {
    local port server_log=${3:-$log}
    port=$(free_port)
    start_odoo "$WORK/odoo.conf" "$port" "$server_log"
    wait_until_it_answers "$SERVER" "$port" "$server_log"
    run_part "$1" "$2" "http://127.0.0.1:$port" "$CLONE"
    stop_odoo "$SERVER"
    SERVER=
}

setup
log=$LOGS/package.log
: >"$log"
mkdir -p "$WORK"
SOURCE=$(mktemp -d /tmp/cats_b2b-package.XXXXXX)
trap clean_up EXIT
trap 'exit 130' INT TERM HUP
enter_test_cluster
build_wheel
clone_deps "$CLONE"
install_wheel
write_conf "$WORK/odoo.conf" "$TEST_DATA" "db_name = $CLONE" "dbfilter = ^$CLONE\$" 'max_cron_threads = 0' 'workers = 0'
run_script "Making a shop without the addon" "$ROOT/bench/shop.py"
run_odoo "Installing the addon from the wheel" -d "$CLONE" -i cats_b2b --stop-after-init --no-http
run_script "Switching it on" "$ROOT/bench/switch_on.py"
run_script "Using it" "$PARTS/use.py"
# Odoo logs each collision of two transactions as an error, and tries again.
run_served_part "Two tabs and a double click make one order, two forms one application" race.py "$LOGS/race.log"
"$VENV_PYTHON" "$PARTS/digest.py" "$CLONE" >"$WORK/digest-before"
upgrade_twice
"$VENV_PYTHON" "$PARTS/leftovers.py" note "$CLONE" "$WORK/fields"
ODOO_SUBCOMMAND=2 run_odoo "Uninstalling the addon" module uninstall -d "$CLONE" cats_b2b
run_part "Nothing of the addon is left in the database" leftovers.py check "$CLONE" "$WORK/fields"
run_served_part "Pages and forms work without the addon" pages.py
refuse_complaints
say "The package installs, upgrades and uninstalls as it should."
