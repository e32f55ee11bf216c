# shellcheck shell=bash
# Odoo as a server on 127.0.0.1.

free_port() {
    "$PYTHON" -c 'import socket; probe = socket.socket(); probe.bind(("127.0.0.1", 0)); print(probe.getsockname()[1])'
}

# start_odoo CONF PORT LOG: sets SERVER to the process. In a session of its own, so that Ctrl-C reaches the script only,
# which then stops Odoo and PostgreSQL in order.
start_odoo() {
    setsid env -u PGDATABASE -u ODOO_RC "$VENV_PYTHON" "$ODOO_BIN" -c "$1" --http-port "$2" >>"$3" 2>&1 7>&- 8>&- 9>&- &
    # shellcheck disable=SC2034  # for the caller
    SERVER=$!
}

# stop_odoo PID
stop_odoo() {
    if kill -0 "$1" 2>/dev/null; then
        kill -TERM "$1" 2>/dev/null || true
        wait "$1" 2>/dev/null || true
    fi
}

answers() {
    "$PYTHON" - "$1" 2>/dev/null <<'PYTHON'
import sys, urllib.request
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
opener.open(f"http://127.0.0.1:{sys.argv[1]}/web/login", timeout=60).read()
PYTHON
}

# wait_until_it_answers PID PORT LOG
wait_until_it_answers() {
    local pid=$1 port=$2 log=$3 try
    for try in $(seq 120); do
        kill -0 "$pid" 2>/dev/null ||
            die "Odoo did not start. Its log ($log) ends with:
$(tail -n 5 "$log")"
        ! answers "$port" || return 0
        [ $((try % 15)) -ne 0 ] || say "  … still at it"
        sleep 1
    done
    die "Odoo does not answer on port $port after two minutes. Its log: $log"
}
