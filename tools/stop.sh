#!/usr/bin/env bash
# make stop: ends what this folder has running.
# shellcheck source=tools/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

stop_odoo() {
    local pid
    pid=$(cat "$RUN/odoo.pid" 2>/dev/null || true)
    [ -n "$pid" ] || return 0
    if tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF "$RUN/odoo.conf"; then
        kill -TERM "$pid"
        for _ in $(seq 20); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 1
        done
    fi
    rm -f "$RUN/odoo.pid"
}

prepare_run_folder
stop_odoo
if [ -z "$OWN_SERVER" ] && [ -n "$(postgres_folder)" ]; then
    PATH=$(postgres_folder):$PATH
    stop_cluster serve
    stop_cluster test
fi
say "Stopped."
