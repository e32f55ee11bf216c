# shellcheck shell=bash
# Databases: templates are prepared once (in the test cluster), every test run works on a clone.
#   deps      what our addons depend on, installed; made anew when Odoo or the list of dependencies changes
#   addons    a clone of it with our addons; made anew when their files change
# A template is built under another name and renamed when it is whole.

PREFIX=cats_b2b_${TREE_ID}
TEST_DATA=$RUN/data-test

sql() { psql -qAtX -d "${2:-postgres}" -c "$1"; }
db_exists() { [ "$(sql "select 1 from pg_database where datname = '$1'")" = 1 ]; }
db_names() { sql "select datname from pg_database where datname like '${1//_/\\_}%'"; }

our_addons() { "$PYTHON" "$ROOT/tools/manifests.py" addons; }
comma() { paste -sd, -; }

# write_conf FILE DATA_FOLDER LINE…
write_conf() {
    local file=$1 data=$2
    shift 2
    mkdir -p "$data"
    (
        umask 077
        printf '%s\n' '[options]' "addons_path = ${ADDONS_PATH:-$ODOO_ADDONS,$ROOT}" "data_dir = $data" \
            "db_host = $PGHOST" "db_port = ${PGPORT:-5432}" "db_user = ${PGUSER:-$(id -un)}" ${PGPASSWORD:+"db_password = $PGPASSWORD"} \
            'http_interface = 127.0.0.1' 'list_db = False' "$@" >"$file"
    )
}

# odoo CONF ARGUMENTS…
odoo() {
    local conf=$1
    shift
    env -u PGDATABASE -u ODOO_RC PYTHONUNBUFFERED=1 "$VENV_PYTHON" "$ODOO_BIN" "${@:1:${ODOO_SUBCOMMAND:-0}}" -c "$conf" "${@:1+${ODOO_SUBCOMMAND:-0}}"
}

# drop_db NAME DATA_FOLDER
drop_db() {
    dropdb --if-exists --force "$1" 2>/dev/null || dropdb --if-exists "$1"
    rm -rf "$2/filestore/${1:?}"
}

# clone_db SOURCE TARGET: within the test data folder; files are shared by hard links, since Odoo never changes one in place.
clone_db() {
    createdb -T "$1" "$2"
    if [ -d "$TEST_DATA/filestore/$1" ]; then
        cp -al "$TEST_DATA/filestore/$1" "$TEST_DATA/filestore/$2"
    fi
}

rename_db() {
    if [ -d "$TEST_DATA/filestore/$1" ]; then
        rm -rf "$TEST_DATA/filestore/$2"
        mv -T "$TEST_DATA/filestore/$1" "$TEST_DATA/filestore/$2"
    fi
    sql "alter database \"$1\" rename to \"$2\""
}

deps_key() {
    { printf '%s\n' "$ODOO_KEY"; "$PYTHON" "$ROOT/tools/manifests.py" depends; } | hash_of
}

# Everything in our addons that an installation reads; tests and documentation are not part of it.
addons_key() {
    local addon
    {
        deps_key
        for addon in $(our_addons); do
            find "$ROOT/$addon" \( -name __pycache__ -o -name tests -o -name readme -o -name dist -o -name build -o -path '*/static/description' \) -prune \
                -o -type f ! -name '*.rst' ! -name '*.md' -printf '%P\0' | sort -z |
                (cd "$ROOT/$addon" && printf '%s\n' "$addon" && xargs -0r sha256sum)
        done
    } | hash_of
}

# ensure_templates: sets TEMPLATE to the name of the addons template, made when it is not there.
ensure_templates() {
    lock_file 8 "$RUN/templates.lock"
    drop_leftovers
    TEMPLATE=${PREFIX}_addons_$(addons_key)
    if ! db_exists "$TEMPLATE"; then
        drop_others "${PREFIX}_addons_" "$TEMPLATE"
        find_deps_template
        build_addons_template "$DEPS_TEMPLATE" "$TEMPLATE"
    fi
    exec 8>&-
}

# clone_deps TARGET: a database with Odoo's own addons only.
clone_deps() {
    lock_file 8 "$RUN/templates.lock"
    drop_leftovers
    find_deps_template
    clone_db "$DEPS_TEMPLATE" "$1"
    exec 8>&-
}

# Sets DEPS_TEMPLATE; called with lock 8 held.
find_deps_template() {
    DEPS_TEMPLATE=${PREFIX}_deps_$(deps_key)
    ! db_exists "$DEPS_TEMPLATE" || return 0
    drop_others "${PREFIX}_deps_" "$DEPS_TEMPLATE"
    build_deps_template "$DEPS_TEMPLATE"
}

drop_others() {
    local name
    for name in $(db_names "$1"); do
        [ "$name" = "$2" ] || drop_db "$name" "$TEST_DATA"
        rm -f "$RUN/install-$name.warnings"
    done
}

# Clones whose test run was killed.
drop_leftovers() {
    local name pid
    for name in $(db_names "${PREFIX}_test_"); do
        pid=${name##*_}
        pid=${pid%-gw*}
        [ -d "/proc/$pid" ] || drop_db "$name" "$TEST_DATA"
    done
}

build_deps_template() {
    local name=$1 building=${PREFIX}_building log=$LOGS/install-dependencies.log
    : >"$log"
    need_space "$RUN" 1500 "template databases"
    drop_db "$building" "$TEST_DATA"
    createdb -T template0 "$building"
    install_addons "$building" "$log" "Installing Odoo's own addons into a template database (about a minute)" \
        "$("$PYTHON" "$ROOT/tools/manifests.py" depends | comma)"
    rename_db "$building" "$name"
}

build_addons_template() {
    local deps=$1 name=$2 building=${PREFIX}_building log=$LOGS/install-addons.log
    : >"$log"
    drop_db "$building" "$TEST_DATA"
    clone_db "$deps" "$building"
    install_addons "$building" "$log" "Installing $(our_addons | comma)" "$(our_addons | comma)"
    find_complaints "$log" >"$RUN/install-$name.warnings"
    rename_db "$building" "$name"
}

# install_addons DATABASE LOG TEXT ADDONS
install_addons() {
    local database=$1 log=$2 text=$3 addons=$4 missing
    write_conf "$RUN/build.conf" "$TEST_DATA"
    watch "$log" "$text" odoo "$RUN/build.conf" -d "$database" -i "$addons" --stop-after-init --max-cron-threads 0 --no-http ||
        die "Odoo could not install $addons. The log's last complaints (all of it: $log):
$(find_complaints "$log" | tail -n 5)
$(tail -n 4 "$log")"
    missing=$(comm -13 <(sql "select name from ir_module_module where state = 'installed'" "$database" | sort) <(tr , '\n' <<<"$addons" | sort))
    [ -z "$missing" ] || die "Odoo left these addons out: $missing. Details: $log"
}

find_complaints() { grep -E '^[0-9-]{10} [0-9:,]{12} [0-9]+ (WARNING|ERROR|CRITICAL) ' "$1" || true; }
