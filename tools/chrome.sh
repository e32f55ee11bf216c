# shellcheck shell=bash
# The browser that runs Odoo's browser tests.

# Ubuntu's chromium is a script that asks for a snap: only a browser that tells its version is one.
find_chrome() {
    local name
    for name in ${CHROME:+"$CHROME"} google-chrome google-chrome-stable chromium chromium-browser; do
        if timeout 30 "$name" --version >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
}

# Odoo's browser tests look for google-chrome first, and are skipped when they find none.
use_chrome() {
    local chrome
    chrome=$(find_chrome)
    if [ -z "$chrome" ] && [ -z "${CHROME:-}" ]; then
        (apt_install chromium) 2>/dev/null || true
        chrome=$(find_chrome)
    fi
    if [ -z "$chrome" ]; then
        [ -n "${T:-}" ] || die "No Chrome or Chromium that runs was found for the browser tests. Install one by hand (Ubuntu's package" \
            "is a snap only), or name it: CHROME=/path/to/chrome make test. A single module runs without one: make test T=…"
        say "No Chrome or Chromium that runs: browser tests are skipped."
        return
    fi
    mkdir -p "$WORK/bin"
    printf '#!/bin/sh\nexec "%s" "$@"\n' "$chrome" >"$WORK/bin/google-chrome"
    chmod +x "$WORK/bin/google-chrome"
    PATH=$WORK/bin:$PATH
}
