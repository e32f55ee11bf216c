#!/usr/bin/env bash
# make test [T=test_order_fee[::Class[::method]]]: a clone of the prepared template, then pytest.
# shellcheck source=tools/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
# shellcheck source=tools/database.sh
source "$ROOT/tools/database.sh"
# shellcheck source=tools/chrome.sh
source "$ROOT/tools/chrome.sh"

CLONE=${PREFIX}_test_$$
WORK=$RUN/test-$$

# The test modules of that name, of the addons and of the properties of their policies.
test_modules() { (cd "$ROOT" && find cats_b2b*/tests properties -name "$1.py" | sort); }

# T=module, T=module::Class::method or T=module.Class.method; everything when it is empty.
select_tests() {
    local wanted=${1//./::} stem rest
    if [ -z "$wanted" ]; then
        mapfile -t TESTS < <(our_addons; echo properties)
        return
    fi
    stem=${wanted%%::*}
    rest=${wanted#"$stem"}
    mapfile -t TESTS < <(test_modules "$stem")
    [ "${#TESTS[@]}" -gt 0 ] || die "No test module is called $stem. There are: $(test_modules 'test_*' | xargs -n 1 basename -s .py | sort | paste -sd' ' -)"
    TESTS=("${TESTS[@]/%/$rest}")
}

refuse_complaints() {
    local complaints=$RUN/install-$TEMPLATE.warnings
    [ -s "$complaints" ] || return 0
    say "Odoo complained while it installed our addons:"
    cat "$complaints"
    [ -n "${T:-}" ] || die "The lines above must go (all of the log: $LOGS/install-addons.log). A single module runs nevertheless: make test T=…"
}

# The whole suite is shared out to one process per core.
share_out() {
    local cores
    cores=$(nproc)
    PROCESSES=1
    SHARES=()
    if [ -z "$1" ] && [ "$cores" -gt 1 ]; then
        PROCESSES=$((cores < 4 ? cores : 4))
        SHARES=(-p pytest_shares --numprocesses "$PROCESSES" --dist loadscope --no-loadscope-reorder)
    fi
}

# prepare_share NAME DATABASE: a clone of the template, and the configuration of the process that works on it.
prepare_share() {
    clone_db "$TEMPLATE" "$2"
    write_conf "$WORK/$1.conf" "$TEST_DATA" "db_name = $2" "dbfilter = ^$2\$" "logfile = $log" 'log_level = info' \
        'max_cron_threads = 0' 'workers = 0' "screenshots = $RUN/screenshots"
}

clean_up() {
    local name
    for name in $(db_names "$CLONE" 2>/dev/null || true); do
        drop_db "$name" "$TEST_DATA" >/dev/null 2>&1 || true
    done
    rm -rf "$WORK" "${TMPDIR:?}"
    leave_test_cluster
}

setup
mkdir -p "$WORK"
use_chrome
select_tests "${T:-}"
share_out "${T:-}"
# The browser leaves its profiles and sockets behind; a socket's path must be short.
TMPDIR=$(mktemp -d /tmp/cats_b2b-test.XXXXXX)
export TMPDIR
trap clean_up EXIT
trap 'exit 130' INT TERM HUP
enter_test_cluster
ensure_templates
refuse_complaints
lock_file 8 "$RUN/templates.lock"
log=$LOGS/test-$$.log
find "$LOGS" -name 'test-*.log' -mtime +2 -delete
prepare_share odoo "$CLONE"
if [ "$PROCESSES" -gt 1 ]; then
    for ((number = 0; number < PROCESSES; number++)); do
        prepare_share "gw$number" "$CLONE-gw$number"
    done
fi
exec 8>&-

say "Testing; Odoo's log: $log"
cd "$ROOT"
status=0
env -u PGDATABASE ODOO_RC="$WORK/odoo.conf" PYTHONPATH="$ROOT/tools" PYTHONDONTWRITEBYTECODE=1 HYPOTHESIS_STORAGE_DIRECTORY="$RUN/cache/hypothesis" \
    "$VENV_PYTHON" -m pytest -c "$ROOT/tools/pytest.ini" --rootdir "$ROOT" --odoo-http --odoo-log-level=info "${SHARES[@]}" "${TESTS[@]}" || status=$?
exit "$status"
