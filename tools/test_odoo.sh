#!/usr/bin/env bash
# make test-odoo [M=sale,portal]: Odoo's and OCA's own tests without cats_b2b and with it (installed, switched off).
# Fails when one fails with it only. Results are kept: a run that was broken off goes on where it was.
# shellcheck source=tools/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
# shellcheck source=tools/database.sh
source "$ROOT/tools/database.sh"
# shellcheck source=tools/chrome.sh
source "$ROOT/tools/chrome.sh"

SUITES=(auth_signup portal delivery repair sale_management stock_delivery sale_stock website_sale_comparison
    website_sale_loyalty website_sale_stock rma rma_sale sale website_sale)
# Of what cats_b2b closes whether it is switched on or off: customers ask for returns on pages of its own.
CLOSED=(/rma_sale/tests/test_rma_sale_portal.py:TestRmaSalePortal.test_rma_sale_portal)
CLONE=${PREFIX}_test_$$
WORK=$RUN/test-$$
RESULTS=$RUN/suites

clean_up() {
    drop_db "$CLONE" "$TEST_DATA" >/dev/null 2>&1 || true
    rm -rf "$WORK" "${TMPDIR:?}"
    leave_test_cluster
}

# Sets WITHOUT and WITH, the names of two prepared databases; results bear the same names.
prepare_databases() {
    local asked addons log=$LOGS/install-suites.log
    asked=$({ printf '%s\n' "${SUITES[@]}"; "$PYTHON" "$ROOT/tools/manifests.py" depends cats_b2b; } | sort -u | comma)
    WITHOUT=${PREFIX}_suites_$({ printf '%s\n' "$ODOO_KEY" "$asked"; cat "$ROOT/requirements-oca.txt" "$ROOT/tools/odoo_suites.py"; } | hash_of)
    addons=$(addons_key)
    WITH=${WITHOUT}_$addons
    : >"$log"
    lock_file 8 "$RUN/templates.lock"
    if ! db_exists "$WITHOUT"; then
        drop_others "${PREFIX}_suites_" "$WITHOUT"
        prepare_database template0 "$WITHOUT" "$log" "$asked"
    fi
    if ! db_exists "$WITH"; then
        drop_others "${WITHOUT}_" "$WITH"
        prepare_database "$WITHOUT" "$WITH" "$log" cats_b2b
    fi
    exec 8>&-
}

# prepare_database SOURCE NAME LOG ADDONS
prepare_database() {
    local source=$1 name=$2 log=$3 addons=$4 building=${PREFIX}_building
    need_space "$RUN" 1500 "template databases"
    drop_db "$building" "$TEST_DATA"
    clone_db "$source" "$building"
    install_addons "$building" "$log" "Installing $addons" "$addons"
    rename_db "$building" "$name"
}

# run_tests DATABASE RESULT TEXT TAGS MODULE: on a clone, so that no suite finds what another one left behind.
run_tests() {
    local database=$1 result=$2 text=$3 tags=$4 module=$5 log=$LOGS/suite-$5.log
    clone_db "$database" "$CLONE"
    write_conf "$WORK/odoo.conf" "$TEST_DATA" "db_name = $CLONE" "dbfilter = ^$CLONE\$" "logfile = $log" 'log_level = info' \
        'max_cron_threads = 0' 'workers = 0' "http_port = $(free_port)" "screenshots = $RUN/screenshots"
    say "== $text" >>"$log"
    watch "$log" "$text" \
        env -u PGDATABASE -u ODOO_RC "$VENV_PYTHON" "$ROOT/tools/odoo_suites.py" "$WORK/odoo.conf" "$WORK/result" "$tags" "$module" ||
        die "Odoo's tests of $module did not come to an end. Log: $log. What was finished is kept; start again."
    drop_db "$CLONE" "$TEST_DATA"
    mv "$WORK/result" "$result"
}

free_port() {
    "$PYTHON" -c 'import socket; probe = socket.socket(); probe.bind(("127.0.0.1", 0)); print(probe.getsockname()[1])'
}

# run_suite DATABASE TEXT MODULE: unless its result is there already.
run_suite() {
    local database=$1 text=$2 module=$3 result=$RESULTS/$1/$3
    mkdir -p "$RESULTS/$database"
    [ -e "$result" ] || run_tests "$database" "$result" "$module, $text" "/$module" "$module"
    say "  $module, $text: $(count ok "$result") passed, $(count failed "$result") failed"
}

# count OUTCOME RESULT
count() { sed -n "s/^$1 //p" "$2" | wc -l; }

# failed DATABASE: the tags of the failed tests among the wanted suites.
failed() {
    (cd "$RESULTS/$1" && cat "${WANTED[@]}") | sed -n 's/^failed //p' | sort
}

# A browser test may lose a race on a busy machine: what passes alone, in one of two tries, is no failure.
fails_alone() {
    local tag=$1 module=${1#/} try
    module=${module%%/*}
    for try in first second; do
        run_tests "$WITH" "$WORK/again" "Once more, alone, the $try time: $tag" "$tag" "$module"
        grep -q '^failed' "$WORK/again" || return 1
    done
}

select_suites() {
    WANTED=("${SUITES[@]}")
    [ -z "${M:-}" ] || IFS=, read -ra WANTED <<<"$M"
    local module
    for module in "${WANTED[@]}"; do
        [[ " ${SUITES[*]} " == *" $module "* ]] || die "M=$module is none of the suites: ${SUITES[*]}"
    done
}

setup
mkdir -p "$WORK" "$RESULTS"
select_suites
use_chrome
TMPDIR=$(mktemp -d /tmp/cats_b2b-test.XXXXXX)
export TMPDIR
trap clean_up EXIT
trap 'exit 130' INT TERM HUP
enter_test_cluster
drop_leftovers
prepare_databases
find "$RESULTS" -mindepth 1 -maxdepth 1 ! -name "$WITHOUT" ! -name "$WITH" -exec rm -rf {} +
for module in "${WANTED[@]}"; do
    run_suite "$WITHOUT" "without cats_b2b" "$module"
    run_suite "$WITH" "with cats_b2b" "$module"
done

broken=()
for tag in $(comm -13 <(failed "$WITHOUT") <(failed "$WITH")); do
    [[ " ${CLOSED[*]} " != *" $tag "* ]] || continue
    if fails_alone "$tag"; then broken+=("$tag"); else say "  passes alone, left out: $tag"; fi
done
known=$(comm -12 <(failed "$WITHOUT") <(failed "$WITH"))
[ -z "$known" ] || say "These fail with and without cats_b2b (Odoo's packaging, a machine without a network):
$known"
[ "${#broken[@]}" -eq 0 ] || die "These fail with cats_b2b only; logs: $LOGS/suite-*.log
$(printf '%s\n' "${broken[@]}")"
say "Odoo's own tests: none fails because of cats_b2b ($(cd "$RESULTS/$WITH" && cat "${WANTED[@]}" | wc -l) tests)."
