#!/usr/bin/env bash
# make serve: the demo shop on 127.0.0.1, until Ctrl-C. Its database is made once and kept.
# shellcheck source=tools/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
# shellcheck source=tools/demo.sh
source "$ROOT/tools/demo.sh"
# shellcheck source=tools/server.sh
source "$ROOT/tools/server.sh"

PORT=${PORT:-8069}
SERVER=

require_free_port() {
    local pid
    [[ $PORT =~ ^[0-9]+$ ]] || die "PORT=$PORT is not a number."
    pid=$(cat "$RUN/odoo.pid" 2>/dev/null || true)
    if [ -n "$pid" ] && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF "$RUN/odoo.conf"; then
        die "The demo shop of this folder is running already (process $pid). Use it, or end it: make stop"
    fi
    "$PYTHON" - "$PORT" 2>/dev/null <<'PYTHON' || die "Port $PORT of 127.0.0.1 is taken, or not allowed. Choose another one: make serve PORT=8070"
import socket, sys
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    probe.bind(("127.0.0.1", int(sys.argv[1])))
PYTHON
}

welcome() {
    say ""
    if [ -f "$ROOT/cats_b2b_demo/LOGINS.md" ]; then
        cat "$ROOT/cats_b2b_demo/LOGINS.md"
    else
        say "Login: admin, password: admin"
    fi
    say ""
    say "The shop:  http://127.0.0.1:$PORT"
    say "Odoo's log: $LOGS/odoo-serve.log. The data is kept; Ctrl-C stops the shop, make reset begins anew."
}

stop_serving() {
    trap '' INT TERM HUP
    if [ -n "$SERVER" ] && kill -0 "$SERVER" 2>/dev/null; then
        say "Stopping …"
        stop_odoo "$SERVER"
    fi
    rm -f "$RUN/odoo.pid"
    [ -n "$OWN_SERVER" ] || stop_cluster serve
}

setup
require_free_port
trap stop_serving EXIT
trap 'exit 0' INT
trap 'exit 143' TERM HUP
prepare_demo

log=$LOGS/odoo-serve.log
: >"$log"
say "Starting Odoo …"
start_odoo "$RUN/odoo.conf" "$PORT" "$log"
echo "$SERVER" >"$RUN/odoo.pid"
wait_until_it_answers "$SERVER" "$PORT" "$log"
welcome
status=0
wait "$SERVER" || status=$?
SERVER=
die "Odoo ended by itself (exit code $status). Its log: $log"
