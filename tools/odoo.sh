# shellcheck shell=bash
# Where Odoo comes from: the source tree that ODOO= names, else Debian's package odoo-19, unpacked into the cache.
# Sets ODOO_BIN, ODOO_ADDONS (addons path), ODOO_LIB (folder for python's path), ODOO_KEY (what it is, for cache names).

ODOO_SERIES=19.0
# What odoo-19 links to instead of shipping it: from unstable, and from Debian 12 where later packages moved the files.
LINKED_SID=(libjs-jquery libjs-jquery-form libjs-underscore fonts-montserrat fonts-ocr-b fonts-roboto-unhinted)
LINKED_BOOKWORM=(fonts-font-awesome fonts-inconsolata)

use_odoo() {
    if [ -n "${ODOO:-}" ]; then
        use_source_odoo
    else
        use_packaged_odoo
    fi
    export ODOO_BIN ODOO_ADDONS ODOO_LIB ODOO_KEY
}

use_source_odoo() {
    ODOO="$(cd "$ODOO" 2>/dev/null && pwd -P)" || die "ODOO= names a folder that is not there."
    { [ -f "$ODOO/odoo-bin" ] && [ -f "$ODOO/odoo/release.py" ]; } ||
        die "ODOO=$ODOO is no Odoo source tree (odoo-bin and odoo/release.py are expected in it)."
    local series
    series=$(sed -n 's/^version_info = (\([0-9]*\), \([0-9]*\).*/\1.\2/p' "$ODOO/odoo/release.py")
    [ "$series" = "$ODOO_SERIES" ] || die "ODOO=$ODOO holds Odoo ${series:-of an unknown version}; these addons are for $ODOO_SERIES."
    ODOO_BIN=$ODOO/odoo-bin
    ODOO_LIB=$ODOO
    ODOO_ADDONS=$ODOO/odoo/addons,$ODOO/addons
    ODOO_KEY=source-$({ printf '%s\n' "$ODOO"; cat "$ODOO/requirements.txt"; git -C "$ODOO" rev-parse HEAD || true; } 2>/dev/null | hash_of)
}

use_packaged_odoo() {
    local prefix
    prefix=$(newest_prefix)
    if [ -z "$prefix" ] || [ -n "${FRESH:-}" ]; then
        lock_file 7 "$CACHE/odoo.lock"
        if [ -z "$(newest_prefix)" ] || [ -n "${FRESH:-}" ]; then
            fetch_odoo
        fi
        exec 7>&-
        prefix=$(newest_prefix)
    fi
    ODOO_LIB=$prefix/usr/lib/python3/dist-packages
    ODOO_BIN=$prefix/usr/bin/odoo
    # One asset is missing from this packaging; see the addon's manifest.
    ODOO_ADDONS=$ODOO_LIB/odoo/addons,$ROOT/tools/addons
    ODOO_KEY=$(basename "$prefix")
}

newest_prefix() {
    find "$CACHE/odoo" -maxdepth 1 -name "odoo-19_$ODOO_SERIES*" | sort -V | tail -n 1
}

# Leaves a new version in the cache; without a network an older one that is there will do.
fetch_odoo() {
    local work status=0
    need_space "$CACHE" 1500 "Odoo"
    rm -rf "$CACHE"/odoo/.fetch.*
    work=$(mktemp -d "$CACHE/odoo/.fetch.XXXXXX")
    : >"$LOGS/odoo.log"
    download_odoo "$work" || status=$?
    if [ "$status" -eq 0 ]; then
        unpack_odoo "$work"
    elif [ -n "$(newest_prefix)" ]; then
        say "No newer Odoo within reach; keeping $(basename "$(newest_prefix)")."
    else
        rm -rf "$work"
        die "Could not fetch Odoo $ODOO_SERIES (Debian package odoo-19, unstable); details: $LOGS/odoo.log. Check the network and start again," \
            "name a Debian mirror (DEBIAN_MIRROR=…), or use a source tree of your own: ODOO=/path/to/odoo make …"
    fi
    rm -rf "$work"
}

debian_mirrors() {
    if [ -n "${DEBIAN_MIRROR:-}" ]; then
        printf '%s\n' "$DEBIAN_MIRROR"
        return
    fi
    if grep -qx 'ID=debian' /etc/os-release 2>/dev/null; then
        # shellcheck disable=SC2016  # apt's own format
        apt-get indextargets --format '$(COMPONENT) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
            sed -n 's/^main //p' | grep -v security | sort -u || true
    fi
    sed -n 's/^BaseURI: *//p' /usr/share/python-apt/templates/Debian.info 2>/dev/null | grep -v security | sort -u || true
}

# An apt state of our own: the machine's package lists and sources stay as they are.
download_odoo() {
    local work=$1 keyring=/usr/share/keyrings/debian-archive-keyring.gpg mirrors mirror apt
    { command -v apt-get && command -v dpkg; } >/dev/null ||
        die "Odoo is taken from Debian's packages and this machine has no apt. Use a source tree of your own: ODOO=/path/to/odoo make …"
    mirrors=$(debian_mirrors)
    [ -n "$mirrors" ] ||
        die "No Debian mirror is known here. Name one (DEBIAN_MIRROR=http://…/debian make …), or use a source tree of your own: ODOO=/path/to/odoo make …"
    [ -e "$keyring" ] || apt_install debian-archive-keyring
    mkdir -p "$work"/{lists/partial,cache/archives/partial,debs}
    apt=(apt-get -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache" -o "Dir::Etc::SourceList=$work/sources.list"
        -o Dir::Etc::SourceParts=/dev/null -o Dir::Etc::PreferencesParts=/dev/null -o Dir::Etc::Preferences=/dev/null
        -o Acquire::Languages=none -o Acquire::Retries=2 -o "APT::Sandbox::User=$(id -un)" -q)
    for mirror in $mirrors; do
        printf "deb [signed-by=$keyring] $mirror %s main\n" sid bookworm >"$work/sources.list"
        if ! watch "$LOGS/odoo.log" "Reading the package lists of Debian unstable" "${apt[@]}" update --error-on=any; then
            # A mirror that lags behind: its lists are signed all the same, and an older Odoo 19.0 is what they lead to at worst.
            grep -q 'is expired' "$LOGS/odoo.log" || continue
            apt+=(-o Acquire::Check-Valid-Until=false)
            watch "$LOGS/odoo.log" "They are older than they should be; taking them as they are" "${apt[@]}" update --error-on=any || continue
        fi
        (
            cd "$work/debs"
            watch "$LOGS/odoo.log" "Fetching Odoo $ODOO_SERIES (130 MB)" \
                "${apt[@]}" download odoo-19 "${LINKED_SID[@]/%//sid}" "${LINKED_BOOKWORM[@]/%//bookworm}"
        ) && return
    done
    return 1
}

unpack_odoo() {
    local work=$1 deb version broken
    say "Unpacking Odoo …"
    for deb in "$work"/debs/*.deb; do
        dpkg -x "$deb" "$work/prefix" || die "Could not unpack $(basename "$deb"). Is the disk full? Start again; nothing half is left."
    done
    version=$(dpkg-deb -f "$work"/debs/odoo-19_*.deb Version)
    case $version in
        "$ODOO_SERIES"*) ;;
        *) die "Debian's odoo-19 is now of version $version, not $ODOO_SERIES. Use a source tree of your own: ODOO=/path/to/odoo make …" ;;
    esac
    broken=$(find "$work/prefix" -xtype l)
    [ -z "$broken" ] ||
        die "Files are missing from Debian's Odoo packages: $broken. Use a source tree of your own: ODOO=/path/to/odoo make …"
    "$PYTHON" -m compileall -q -j 0 "$work/prefix/usr/lib/python3/dist-packages/odoo" >>"$LOGS/odoo.log" 2>&1 || true
    if [ ! -e "$CACHE/odoo/odoo-19_$version" ]; then
        mv -T "$work/prefix" "$CACHE/odoo/odoo-19_$version"
    fi
}
