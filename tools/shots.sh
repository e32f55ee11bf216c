#!/usr/bin/env bash
# make shots: the pictures of docs/screenshots, taken in a clone of the demo shop on a Wednesday morning.
# shellcheck source=tools/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
# shellcheck source=tools/database.sh
source "$ROOT/tools/database.sh"

PORT=${PORT:-8079}
CLONE=${PREFIX}_shots_$$
WORK=$RUN/shots-$$
SERVER=

clean_up() {
    # The whole group: faketime starts Odoo as a child of its own.
    [ -z "$SERVER" ] || kill -- "-$SERVER" 2>/dev/null || true
    [ -z "$SERVER" ] || wait "$SERVER" 2>/dev/null || true
    drop_db "$CLONE" "$TEST_DATA" >/dev/null 2>&1 || true
    rm -rf "$WORK"
    leave_test_cluster
}

setup
venv=$CACHE/venv/shots-$({ cat "$ROOT/requirements-shots.txt"; "$PYTHON" -VV; } | hash_of)
make_venv "$venv" pip_install "$venv" -r "$ROOT/requirements-shots.txt"
need_command chromium chromium
need_command faketime faketime
need_command pdftoppm poppler-utils
mkdir -p "$WORK" "$ROOT/docs/screenshots"
trap clean_up EXIT
trap 'exit 130' INT TERM HUP
enter_test_cluster
ensure_templates
clone_db "$TEMPLATE" "$CLONE"
# Where the PDF finds its styles.
sql "update ir_config_parameter set value = 'http://127.0.0.1:$PORT' where key = 'web.base.url'" "$CLONE"
write_conf "$WORK/odoo.conf" "$TEST_DATA" "db_name = $CLONE" "dbfilter = ^$CLONE\$" "logfile = $LOGS/shots.log" \
    'max_cron_threads = 0' 'workers = 0'
say "Taking pictures …"
# 09:41 in Greenwich is 10:41 in Brussels: before the cutoff, so that the clock counts down.
setsid env -u PGDATABASE -u ODOO_RC TZ=UTC faketime '2026-11-18 09:41:00' \
    "$VENV_PYTHON" "$ODOO_BIN" -c "$WORK/odoo.conf" --http-port "$PORT" 7>&- 8>&- 9>&- &
SERVER=$!
"$venv/bin/python" "$ROOT/tools/shots.py" "http://127.0.0.1:$PORT" "$ROOT/docs/screenshots" "$(command -v chromium)"
say "The pictures are in docs/screenshots. Look at them."
