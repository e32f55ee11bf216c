#!/usr/bin/env bash
# make bench [ROUNDS=40]: the same pages and calls with cats_b2b absent, off and on, each as a ratio to the first.
# shellcheck source=tools/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
# shellcheck source=tools/database.sh
source "$ROOT/tools/database.sh"
# shellcheck source=tools/server.sh
source "$ROOT/tools/server.sh"

ROUNDS=${ROUNDS:-40}
WORK=$RUN/bench-$$
VARIANTS=(stock off on)
SERVERS=()
MEASURED=()

database_of() { printf '%s_test_%s_%s' "$PREFIX" "$1" "$$"; }

clean_up() {
    local variant pid
    for pid in "${SERVERS[@]}"; do stop_odoo "$pid"; done
    for variant in "${VARIANTS[@]}"; do
        drop_db "$(database_of "$variant")" "$TEST_DATA" >/dev/null 2>&1 || true
    done
    rm -rf "$WORK"
    leave_test_cluster
}

# run_script VARIANT TEXT FILE: a Python file of bench/, with `env`.
run_script() {
    write_conf "$WORK/script.conf" "$TEST_DATA"
    ODOO_SUBCOMMAND=1 watch "$log" "$2" \
        odoo "$WORK/script.conf" shell -d "$(database_of "$1")" --no-http --max-cron-threads 0 --log-level warn <"$ROOT/bench/$3" ||
        die "bench/$3 failed. Log: $log
$(tail -n 5 "$log")"
}

prepare_variants() {
    clone_deps "$(database_of stock)"
    run_script stock "Making a shop to measure" shop.py
    clone_db "$(database_of stock)" "$(database_of off)"
    install_addons "$(database_of off)" "$log" "Installing cats_b2b in a clone of it" cats_b2b
    clone_db "$(database_of off)" "$(database_of on)"
    run_script on "Switching it on in a clone of that" switch_on.py
}

# One process per variant: none runs while another one is asked.
start_variant() {
    local variant=$1 port database server_log=$LOGS/bench-$1.log
    port=$(free_port)
    database=$(database_of "$variant")
    : >"$server_log"
    write_conf "$WORK/$variant.conf" "$TEST_DATA" "db_name = $database" "dbfilter = ^$database\$" 'max_cron_threads = 0' 'workers = 0'
    start_odoo "$WORK/$variant.conf" "$port" "$server_log"
    SERVERS+=("$SERVER")
    wait_until_it_answers "$SERVER" "$port" "$server_log"
    MEASURED+=("$variant=$database=$port=$server_log")
}

[[ $ROUNDS =~ ^[1-9][0-9]*$ ]] && [ "$ROUNDS" -le 140 ] || die "ROUNDS=$ROUNDS is not a number of 1 to 140."
setup
log=$LOGS/bench.log
: >"$log"
mkdir -p "$WORK"
trap clean_up EXIT
trap 'exit 130' INT TERM HUP
enter_test_cluster
prepare_variants
for variant in "${VARIANTS[@]}"; do start_variant "$variant"; done
watch "$log" "Measuring, $ROUNDS rounds" "$VENV_PYTHON" "$ROOT/bench/measure.py" "$ROUNDS" "$RUN/bench.md" "${MEASURED[@]}" ||
    die "The measurement broke off. Log: $log
$(tail -n 5 "$log")"
export ROWS_REPORT=$RUN/bench-rows.md
run_script on "Many lines into a cart" rows.py
export PREVIEW_REPORT=$RUN/bench-preview.md
run_script on "Previews of quick orders" preview.py
say ""
cat "$RUN/bench.md"
say ""
cat "$ROWS_REPORT"
say ""
cat "$PREVIEW_REPORT"
say ""
say "Ratios to Odoo without cats_b2b (also in .run/bench.md, .run/bench-rows.md, .run/bench-preview.md); docs/performance.md explains them."
