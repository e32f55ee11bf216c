# shellcheck shell=bash
# PostgreSQL: two clusters of our own in the work tree, reachable by a local socket only, or the user's own server (PGHOST).
#   serve   .run/pg        safe settings, holds the demo shop
#   test    .run/pg-test   fsync off, holds template databases and their clones: nothing in it is worth keeping

OWN_SERVER=${PGHOST:+yes}
SOCKETS=/tmp/cats_b2b-$(id -u)-$TREE_ID
TEST_SETTINGS="fsync = off
synchronous_commit = off
full_page_writes = off
max_wal_size = 4GB"

need_postgres() {
    if [ -n "$OWN_SERVER" ]; then
        need_command psql postgresql-client
        return
    fi
    [ -n "$(postgres_folder)" ] || apt_install postgresql
    [ -n "$(postgres_folder)" ] || die "PostgreSQL 13 or newer is needed, and Debian's package did not bring it."
    PATH=$(postgres_folder):$PATH
}

# The newest server here, or the one that made the cluster FOLDER.
postgres_folder() {
    local bin version
    for bin in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -Vr); do
        version=$(basename "$(dirname "$bin")")
        [ -x "$bin/initdb" ] && [ "${version%%.*}" -ge 13 ] && printf '%s\n' "$bin" && return
    done
    return 0
}

postgres_version() {
    if [ -n "$OWN_SERVER" ]; then printf 'PostgreSQL on %s' "$PGHOST"; else postgres -V; fi
}

# PostgreSQL refuses to run as root.
as_postgres() {
    if is_root; then (cd / && runuser -u postgres -- env PATH="$PATH" "$@"); else "$@"; fi
}

postgres_user() { if is_root; then echo postgres; else id -un; fi; }

cluster_folder() {
    local name=pg
    [ "$1" = serve ] || name=pg-test
    if is_root && ! as_postgres test -x "$RUN"; then
        printf '/var/lib/cats_b2b/%s/%s\n' "$TREE_ID" "$name"
    else
        printf '%s/%s\n' "$RUN" "$name"
    fi
}

cluster_port() { if [ "$1" = serve ]; then echo 5432; else echo 5433; fi; }

# The socket lets anybody in who reaches it, so its folder must be ours alone.
prepare_socket_folder() {
    if [ ! -e "$SOCKETS" ]; then
        mkdir -m 700 "$SOCKETS"
        ! is_root || chown postgres "$SOCKETS"
    fi
    { [ ! -L "$SOCKETS" ] && [ "$(stat -c '%U %a' "$SOCKETS")" = "$(postgres_user) 700" ]; } ||
        die "$SOCKETS is not a private folder of $(postgres_user). Somebody else made it; have it removed and start again."
}

make_cluster() {
    local kind=$1 folder=$2
    need_space "$RUN" 1500 "databases"
    [ "${folder#"$RUN"}" != "$folder" ] ||
        say "PostgreSQL's user cannot reach this work tree; the cluster is kept in $folder."
    as_postgres rm -rf "$folder.new" 2>/dev/null || rm -rf "$folder.new"
    mkdir -p "$(dirname "$folder")"
    if is_root; then install -d -o postgres -m 700 "$folder.new"; fi
    as_postgres initdb --pgdata="$folder.new" --encoding=UTF8 --locale=C.UTF-8 --username=cluster_owner \
        --auth-local=trust --auth-host=reject --no-instructions >"$LOGS/postgres-$kind.log" 2>&1 ||
        die "Could not make a PostgreSQL cluster in $folder; details: $LOGS/postgres-$kind.log"
    {
        printf "listen_addresses = ''\nport = %s\nmax_connections = 100\nshared_buffers = 256MB\n" "$(cluster_port "$kind")"
        [ "$kind" = serve ] || printf '%s\n' "$TEST_SETTINGS"
    } | as_postgres tee -a "$folder.new/postgresql.conf" >/dev/null
    mv -T "$folder.new" "$folder"
}

cluster_runs() { as_postgres pg_ctl -D "$1" status >/dev/null 2>&1; }

# A postmaster.pid left by a crash names a process that is by now gone, or something else altogether.
remove_stale_pid() {
    local folder=$1 pid
    [ -e "$folder/postmaster.pid" ] || return 0
    pid=$(head -n 1 "$folder/postmaster.pid")
    case $(cat "/proc/$pid/comm" 2>/dev/null || true) in
        postgres | postmaster) tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF "$folder" && return 0 ;;
    esac
    rm -f "$folder/postmaster.pid"
}

start_cluster() {
    local kind=$1 folder log
    folder=$(cluster_folder "$kind")
    log=$folder/log
    # A test cluster of a PostgreSQL that is gone is of no use and holds nothing of worth.
    if [ "$kind" = test ] && [ -e "$folder/PG_VERSION" ] && [ ! -x "$(binaries_of "$folder")/postgres" ]; then
        rm -rf "$folder" "$RUN/data-test"
    fi
    [ -e "$folder/PG_VERSION" ] || make_cluster "$kind" "$folder"
    [ "$(stat -c %U "$folder")" = "$(postgres_user)" ] ||
        die "The cluster $folder belongs to $(stat -c %U "$folder"), not to $(postgres_user). Run as before, or remove it by: make clean"
    if cluster_runs "$folder"; then
        [ ! -S "$SOCKETS/.s.PGSQL.$(cluster_port "$kind")" ] || return 0
        stop_cluster "$kind"
    fi
    prepare_socket_folder
    remove_stale_pid "$folder"
    use_binaries_of "$folder"
    as_postgres pg_ctl -D "$folder" -w -t 60 -l "$log" -o "-c unix_socket_directories='$SOCKETS'" start >/dev/null 7>&- 8>&- 9>&- ||
        die "PostgreSQL does not start. Its log says: $(tail -n 3 "$log")"
    create_role "$kind"
}

# A cluster is only readable by the major version that made it.
binaries_of() { printf '/usr/lib/postgresql/%s/bin' "$(cat "$1/PG_VERSION")"; }

use_binaries_of() {
    local folder=$1 bin version
    bin=$(binaries_of "$folder")
    version=$(cat "$folder/PG_VERSION")
    [ -x "$bin/postgres" ] ||
        die "The cluster $folder was made by PostgreSQL $version, which is not here any more." \
            "Install postgresql-$version, or begin anew: make clean ALL=1"
    PATH=$bin:$PATH
}

create_role() {
    psql -qAt -h "$SOCKETS" -p "$(cluster_port "$1")" -U cluster_owner -d postgres \
        -c "do \$\$ begin if not exists (select from pg_roles where rolname = 'odoo') then create role odoo login createdb; end if; end \$\$" \
        >/dev/null
}

stop_cluster() {
    local folder
    folder=$(cluster_folder "$1")
    [ -e "$folder/postmaster.pid" ] || return 0
    as_postgres pg_ctl -D "$folder" -m fast -w -t 60 stop >/dev/null 2>&1 || true
}

# use_server serve|test: starts our cluster when it is needed, and points the libpq variables at it.
use_server() {
    if [ -n "$OWN_SERVER" ]; then
        psql -d postgres -c 'select 1' >/dev/null 2>"$LOGS/psql.log" ||
            die "The PostgreSQL server that PGHOST names does not answer: $(tail -n 1 "$LOGS/psql.log")"
        return
    fi
    lock_file 7 "$RUN/cluster.lock"
    start_cluster "$1"
    exec 7>&-
    unset PGPASSWORD PGSERVICE PGDATABASE
    PGHOST=$SOCKETS
    PGPORT=$(cluster_port "$1")
    PGUSER=odoo
    export PGHOST PGPORT PGUSER
}

# The test cluster is shared by all runs in this tree: each holds the shared lock 9, and the last one to leave stops it.
enter_test_cluster() {
    exec 9>"$RUN/test-users.lock"
    flock --shared 9
    use_server test
}

remove_socket_folder() { rmdir "$SOCKETS" 2>/dev/null || true; }

leave_test_cluster() {
    [ -z "$OWN_SERVER" ] || return 0
    if flock --nonblock --exclusive 9; then stop_cluster test; fi
    exec 9>&-
}
