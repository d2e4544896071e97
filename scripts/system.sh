#!/bin/sh
# The machine's own programs: installs what is missing with apt-get where it may (root), else says exactly what to run.
#   scripts/system.sh [postgresql] [browsers] [faults] [python3-venv]     with none: everything that `make test` needs
set -eu

[ $# -gt 0 ] || set -- postgresql browsers faults

missing=""
need() { # need PACKAGES COMMAND…: PACKAGES unless one of the commands or files is there
    packages=$1
    shift
    for candidate in "$@"; do
        if command -v "$candidate" >/dev/null 2>&1 || ls $candidate >/dev/null 2>&1; then
            return
        fi
    done
    missing="$missing $packages"
}

for what in "$@"; do
    case $what in
    postgresql)
        [ -n "${ALONGSIDE_TEST_POSTGRESQL:-}" ] || need postgresql initdb '/usr/lib/postgresql/*/bin/initdb' '/opt/homebrew/opt/postgresql@*/bin/initdb'
        ;;
    browsers)
        need "chromium fonts-dejavu-core" "${ALONGSIDE_TEST_CHROMIUM:-chromium}"
        need firefox-esr "${ALONGSIDE_TEST_FIREFOX:-firefox-esr}"
        # WebKit draws on a screen; Xvfb is one that nobody sees.
        need webkit2gtk-driver "${ALONGSIDE_TEST_WEBKIT:-WebKitWebDriver}"
        need xvfb "${ALONGSIDE_TEST_XVFB:-Xvfb}"
        ;;
    faults) # they build a library to lay under the server, and kill a PostgreSQL of their own even where another one is given
        need "gcc libc6-dev" cc
        need postgresql initdb '/usr/lib/postgresql/*/bin/initdb' '/opt/homebrew/opt/postgresql@*/bin/initdb'
        ;;
    python3-venv) missing="$missing python3-venv" ;;
    *)
        echo "$0: nothing is known about '$what'" >&2
        exit 2
        ;;
    esac
done
[ -n "$missing" ] || exit 0

if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing$missing" >&2
    DEBIAN_FRONTEND=noninteractive
    export DEBIAN_FRONTEND
    apt-get update -qq
    # shellcheck disable=SC2086
    apt-get install -y -qq --no-install-recommends $missing >/dev/null
elif command -v apt-get >/dev/null 2>&1; then
    echo "Something is missing. Run this, then try again:" >&2
    echo "    sudo apt-get update && sudo apt-get install -y$missing" >&2
    exit 1
else
    echo "Missing on this machine:$missing (the names are Debian's)." >&2
    echo "Install them, or point to them with ALONGSIDE_TEST_CHROMIUM, ALONGSIDE_TEST_FIREFOX, ALONGSIDE_TEST_WEBKIT and ALONGSIDE_TEST_POSTGRESQL." >&2
    exit 1
fi
