#!/usr/bin/env bash
# make shell: a Python prompt in the demo shop's database, with `env`.
# shellcheck source=tools/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
# shellcheck source=tools/demo.sh
source "$ROOT/tools/demo.sh"

setup
# A running shop keeps its cluster; otherwise it is ours to stop.
running=
if [ -z "$OWN_SERVER" ] && cluster_runs "$(cluster_folder serve)"; then running=yes; fi
trap '[ -n "$OWN_SERVER$running" ] || stop_cluster serve' EXIT
prepare_demo
status=0
ODOO_SUBCOMMAND=1 odoo "$RUN/odoo.conf" shell -d "$DEMO_DB" --no-http --max-cron-threads 0 --log-level warn || status=$?
exit "$status"
