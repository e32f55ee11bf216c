# shellcheck shell=bash
# The demo shop's database: cloned from the addons template, then kept, and upgraded when our addons change.
# shellcheck source=tools/database.sh
source "$ROOT/tools/database.sh"

DEMO_DB=cats_b2b_demo
[ -z "$OWN_SERVER" ] || DEMO_DB=${PGDATABASE:-$DEMO_DB}
DEMO_DATA=$RUN/data
DEMO_STATE=$RUN/demo.state

prepare_demo() {
    use_server serve
    write_demo_conf
    if ! db_exists "$DEMO_DB"; then
        create_demo
    else
        refuse_foreign_database
        upgrade_demo
    fi
    set_address
}

demo_state() { printf '%s %s\n' "$ODOO_KEY" "$(addons_key)"; }

write_demo_conf() {
    local secret=$RUN/admin_passwd
    [ -s "$secret" ] || (umask 077 && "$PYTHON" -c 'import secrets; print(secrets.token_urlsafe(24))' >"$secret")
    # Threads, not processes: with workers, the websocket listens on a port of its own and needs a proxy in front.
    write_conf "$RUN/odoo.conf" "$DEMO_DATA" "db_name = $DEMO_DB" "dbfilter = ^$DEMO_DB\$" "admin_passwd = $(cat "$secret")" \
        'workers = 0' 'max_cron_threads = 1' 'proxy_mode = False'
}

# The template lives in the test cluster, which is fast and unsafe; the demo shop must outlive a power cut.
create_demo() {
    local half=${DEMO_DB}_half
    say "Making the demo shop …"
    drop_db "$half" "$DEMO_DATA"
    if [ -n "$OWN_SERVER" ]; then
        ensure_templates
        lock_file 8 "$RUN/templates.lock"
        createdb -T "$TEMPLATE" "$half"
    else
        (
            enter_test_cluster
            trap leave_test_cluster EXIT
            ensure_templates
            lock_file 8 "$RUN/templates.lock"
            pg_dump --format=custom --compress=0 --no-owner --file="$RUN/demo.dump" "$TEMPLATE"
            printf '%s\n' "$TEMPLATE" >"$RUN/demo.template"
        ) || exit 1
        lock_file 8 "$RUN/templates.lock"
        TEMPLATE=$(cat "$RUN/demo.template")
        createdb -T template0 "$half"
        pg_restore --jobs=2 --no-owner --exit-on-error --dbname="$half" "$RUN/demo.dump"
        rm -f "$RUN/demo.dump" "$RUN/demo.template"
    fi
    mkdir -p "$DEMO_DATA/filestore"
    rm -rf "$DEMO_DATA/filestore/$DEMO_DB"
    if [ -d "$TEST_DATA/filestore/$TEMPLATE" ]; then
        cp -al "$TEST_DATA/filestore/$TEMPLATE" "$DEMO_DATA/filestore/$DEMO_DB"
    fi
    exec 8>&-
    demo_state >"$DEMO_STATE"
    sql "alter database \"$half\" rename to \"$DEMO_DB\""
}

refuse_foreign_database() {
    [ "$(sql "select state from ir_module_module where name = 'cats_b2b'" "$DEMO_DB" 2>/dev/null || true)" = installed ] ||
        die "The database $DEMO_DB exists, and cats_b2b is not installed in it. Name another one: PGDATABASE=…"
}

upgrade_demo() {
    local now before addons log=$LOGS/upgrade.log
    now=$(demo_state)
    before=$(cat "$DEMO_STATE" 2>/dev/null || true)
    [ "$now" != "$before" ] || return 0
    addons=$(our_addons | comma)
    [ "${now%% *}" = "${before%% *}" ] || addons=all
    : >"$log"
    watch "$log" "Upgrading the demo shop ($addons changed)" \
        odoo "$RUN/odoo.conf" -d "$DEMO_DB" -u "$addons" -i "$(our_addons | comma)" --stop-after-init --max-cron-threads 0 --no-http ||
        die "The demo shop could not be upgraded; its data is as it was. Log: $log. To begin anew: make reset
$(find_complaints "$log" | tail -n 5)"
    printf '%s\n' "$now" >"$DEMO_STATE"
}

# Links in mails name the address that the shop is reached at.
set_address() {
    sql "update ir_config_parameter set value = 'http://127.0.0.1:${PORT:-8069}'
         where key = 'web.base.url' and value ~ '^http://(localhost|127\.0\.0\.1)(:[0-9]+)?\$'" "$DEMO_DB"
}

# ask QUESTION: yes on YES=1; a refusal without a terminal.
ask() {
    local answer=
    [ -z "${YES:-}" ] || return 0
    [ -t 0 ] || die "$1 Nobody is here to answer; say it beforehand: YES=1"
    read -r -p "$1 [y/N] " answer
    [[ $answer == [yY]* ]] || die "Nothing was changed."
}

drop_demo() {
    [ ! -e "$RUN/odoo.pid" ] || ! kill -0 "$(cat "$RUN/odoo.pid")" 2>/dev/null || die "The demo shop is running. End it first: make stop"
    if [ -n "$OWN_SERVER" ]; then
        ! db_exists "$DEMO_DB" || refuse_foreign_database
        drop_db "$DEMO_DB" "$DEMO_DATA"
    else
        stop_cluster serve
        rm -rf "$(cluster_folder serve)"
    fi
    rm -rf "$DEMO_DATA" "$DEMO_STATE" "$RUN/odoo.conf" "$RUN/admin_passwd"
}
