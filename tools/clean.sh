#!/usr/bin/env bash
# make clean: removes test databases, logs and leftovers; ALL=1 the demo shop too (asks). The cache is left alone.
# shellcheck source=tools/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
# shellcheck source=tools/demo.sh
source "$ROOT/tools/demo.sh"

remove_test_databases() {
    local name
    if [ -n "$OWN_SERVER" ]; then
        for name in $(db_names "${PREFIX}_"); do
            drop_db "$name" "$TEST_DATA"
        done
        return
    fi
    exec 9>"$RUN/test-users.lock"
    flock --nonblock --exclusive 9 || die "Tests are running in this folder. Wait for them, or: make stop"
    stop_cluster test
    rm -rf "$(cluster_folder test)"
    exec 9>&-
}

[ -d "$RUN" ] || { say "Nothing to remove."; exit 0; }
prepare_run_folder
find_python
[ -n "$OWN_SERVER" ] || PATH=$(postgres_folder):$PATH
[ -z "${ALL:-}" ] || ask "The demo shop of this folder and all that was entered in it are deleted, too. Go on?"
remove_test_databases
[ -z "${ALL:-}" ] || drop_demo
rm -rf "$TEST_DATA" "$RUN"/test-* "$RUN"/bench* "$RUN"/suites "$RUN"/install-*.warnings "$RUN"/{screenshots,log,cache,build.conf,demo.dump,demo.template,no-wkhtmltopdf,requirements-odoo.txt}
remove_socket_folder
find "$ROOT" -name __pycache__ -not -path "$RUN/*" -prune -exec rm -rf {} +
rm -rf "$ROOT"/cats_b2b*/{build,dist}
# With a server of the user's own, an earlier demo shop in our cluster may still be there.
if [ -n "${ALL:-}" ] && [ ! -e "$RUN/pg" ]; then rm -rf "$RUN"; fi
say "Cleaned. Downloads are kept in $CACHE; remove that folder to fetch everything anew."
