# shellcheck shell=bash
# What every script of tools/ shares: places, messages, locks, Debian packages.
set -Eeuo pipefail
trap 'printf "\nSTOP: unexpected failure of: %s (%s, line %s)\n" "$BASH_COMMAND" "${BASH_SOURCE[0]}" "$LINENO" >&2' ERR

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
RUN="$ROOT/.run"
LOGS="$RUN/log"
: "${HOME:=$(getent passwd "$(id -u)" | cut -d: -f6)}"
CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/cats_b2b"
# shellcheck disable=SC2034  # used by postgres.sh and database.sh
TREE_ID="$(printf '%s' "$ROOT" | sha256sum | cut -c1-8)"

say() { printf '%s\n' "$*"; }

# The one message that ends a run: what is wrong, and what to do about it.
die() {
    printf '\nSTOP: %s\n' "$*" >&2
    exit 1
}

is_root() { [ "$(id -u)" = 0 ]; }

prepare_run_folder() {
    case $ROOT in
        *[,\"\']*) die "The path of this folder holds a comma or a quote, which Odoo's addons path cannot express: $ROOT. Move the repository." ;;
    esac
    { mkdir -p "$LOGS" 2>/dev/null && [ -w "$RUN" ] && [ -w "$LOGS" ]; } ||
        die "Cannot write to $RUN (owned by $(stat -c %U "$RUN" 2>/dev/null || echo nobody)). Run as that user, or remove the folder."
    { mkdir -p "$CACHE"/{odoo,venv} 2>/dev/null && [ -w "$CACHE/odoo" ]; } ||
        die "Cannot write to the cache folder $CACHE. Name another one: XDG_CACHE_HOME=/some/folder make …"
}

# need_space FOLDER MEGABYTES PURPOSE
need_space() {
    local free
    free=$(df --output=avail -m "$1" | tail -n 1 | tr -d ' ')
    [ "$free" -ge "$2" ] ||
        die "Not enough disk space for $3: $2 MB are needed below $1, $free MB are free. Free some and start again."
}

# Waits on a pipe that stays silent: unlike a `sleep`, that leaves no process behind. Ends with the script it belongs to.
sign_of_life() {
    local began=$1 silence
    exec {silence}<> <(:)
    while kill -0 "$$" 2>/dev/null; do
        read -r -t 1 -u "$silence" || true
        [ $(((SECONDS - began) % 15)) -ne 0 ] || say "  … still at it, $((SECONDS - began)) s"
    done
}

# watch LOG TEXT COMMAND…: a long command, its output in LOG, a sign of life on the terminal every 15 seconds.
watch() {
    local log=$1 text=$2 began=$SECONDS beat status=0
    shift 2
    say "$text …"
    sign_of_life "$began" 7>&- 8>&- 9>&- &
    beat=$!
    "$@" >>"$log" 2>&1 || status=$?
    kill "$beat" 2>/dev/null || true
    wait "$beat" 2>/dev/null || true
    [ "$status" -ne 0 ] || say "  done in $((SECONDS - began)) s"
    return "$status"
}

# lock_file DESCRIPTOR FILE: waits for the file's lock; it is held until the descriptor is closed.
# 7 guards the cache, 8 the template databases, 9 counts the users of the test cluster. Daemons are started without them.
lock_file() {
    eval "exec $1>\"\$2\""
    flock --nonblock "$1" && return
    say "Another run is preparing the same thing; waiting for it …"
    flock "$1"
}

hash_of() { sha256sum | cut -c1-12; }

# Packages that no command stands for are asked of dpkg.
is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# apt_install PACKAGE…
apt_install() {
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 -y)
    command -v apt-get >/dev/null ||
        die "Missing: $*. This machine has no apt-get; install these (Debian's names) in its own way and start again."
    if ! is_root; then
        command -v sudo >/dev/null ||
            die "Missing Debian packages, and no sudo to install them. As root: apt-get install $*"
        if [ -t 0 ]; then sudo -v; else sudo -n true 2>/dev/null; fi ||
            die "Missing Debian packages, and sudo wants a password. Run this first: sudo apt-get install $*"
        apt=(sudo -n "${apt[@]}")
    fi
    need_space /var 1500 "Debian packages ($*)"
    local log=$LOGS/apt.log
    : >"$log"
    watch "$log" "Reading the lists of Debian packages" "${apt[@]}" update || true
    watch "$log" "Installing Debian packages: $*" "${apt[@]}" install --no-install-recommends "$@" ||
        die "Could not install: $*. Is there a network? Details: $log. When it works again: apt-get install $*"
}

# need_command COMMAND PACKAGE
need_command() { command -v "$1" >/dev/null || apt_install "$2"; }

# A python that Odoo 19 runs on and that can make virtual environments. PYTHON= names another one.
find_python() {
    local candidate
    for candidate in "${PYTHON:-python3}" python3.13 python3.12 python3.11 python3.10 /usr/bin/python3; do
        "$candidate" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || continue
        PYTHON=$(command -v "$candidate")
        return
    done
    if command -v python3 >/dev/null; then
        die "Odoo 19 needs Python 3.10 to 3.13; here python3 is $(python3 -V 2>&1). Install one and name it: PYTHON=/path/to/python3.12 make …"
    fi
    apt_install python3 python3-venv
    PYTHON=$(command -v python3)
}

need_venv_module() {
    "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null && return
    apt_install python3-venv
    "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null ||
        die "$PYTHON cannot make virtual environments (no ensurepip). Name another one: PYTHON=/usr/bin/python3 make …"
}

# make_venv FOLDER COMMAND…: FOLDER is made and then filled by COMMAND; a mark written last tells a whole one from a half one.
make_venv() {
    local venv=$1
    shift
    [ -e "$venv/.complete" ] && return
    lock_file 7 "$CACHE/venv.lock"
    if [ ! -e "$venv/.complete" ]; then
        need_venv_module
        need_space "$CACHE" 700 "a Python environment"
        rm -rf "$venv"
        mkdir -p "$(dirname "$venv")"
        "$PYTHON" -m venv "$venv" || die "Could not make a virtual environment with $PYTHON."
        "$@"
        touch "$venv/.complete"
    fi
    exec 7>&-
}

# pip_install VENV ARGUMENTS…
pip_install() {
    local venv=$1
    shift
    watch "$LOGS/pip.log" "Installing Python packages ($(basename "$venv"))" \
        "$venv/bin/python" -m pip install --no-input --disable-pip-version-check --no-compile "$@" ||
        die "pip could not install what $* names. Is there a network? Details: $LOGS/pip.log. Then start again; nothing half is left."
}
