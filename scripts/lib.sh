# Shared by the scripts: sourced, never run.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "== $*" >&2; }
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# The lists beside this file are what the Dockerfile installs too.
install_packages() {
    local missing=() package list
    for list in "$@"; do
        while read -r package; do
            [ -n "$package" ] || continue
            dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
        done <"$root/scripts/packages/$list.txt"
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null || fail "These packages are missing, and there is no apt-get to install them: ${missing[*]}"
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "Run this as root, or install sudo; to be installed: ${missing[*]}"
        as_root=(sudo)
    fi
    say "installing: ${missing[*]}"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q >/dev/null
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
        apt-get install -q -y --no-install-recommends "${missing[@]}" >/dev/null
}

# Sets and exports SLUICE_TEST_PYTHON: a Python of the build's own with what packages/python.txt lists.
find_test_python() {
    local list=$root/scripts/packages/python.txt folder=$root/.build/python
    if ! cmp -s "$list" "$folder/installed.txt"; then
        say "installing for Python: $(paste -sd ' ' "$list")"
        python3 -m venv --clear "$folder"
        "$folder/bin/pip" install --quiet --disable-pip-version-check --requirement "$list"
        cp "$list" "$folder/installed.txt"
    fi
    SLUICE_TEST_PYTHON=$folder/bin/python
    export SLUICE_TEST_PYTHON
}

require_swift() {
    if ! command -v swift >/dev/null && [ -x /opt/swift/usr/bin/swift ]; then PATH=/opt/swift/usr/bin:$PATH; fi
    command -v swift >/dev/null || fail \
        "Swift 6.3 or newer is needed. Get it from https://www.swift.org/install/linux/ , put its usr/bin into PATH, and run this again."
    local version
    swift --version >/dev/null 2>&1 || fail \
        "swift does not start: $(swift --version 2>&1 | head -n 1). Its installation page lists the packages it needs: https://www.swift.org/install/linux/ ."
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | head -n 1)
    local major=${version% *} minor=${version#* }
    if [ "${major:-0}" -lt 6 ] || { [ "$major" -eq 6 ] && [ "$minor" -lt 3 ]; }; then
        fail "Swift 6.3 or newer is needed; this is ${version/ /.}. Get it from https://www.swift.org/install/linux/ ."
    fi
}

# A TCP port on loopback that nobody listens on now.
free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Waits until something answers on a port of loopback: wait_for_port PORT PID NAME LOG
wait_for_port() {
    local tries
    for ((tries = 0; tries < 300; tries++)); do
        if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then return 0; fi
        kill -0 "$2" 2>/dev/null || break
        sleep 0.1
    done
    tail -n 20 "$4" >&2 || true
    fail "$3 does not listen on port $1."
}

# Sets and exports SLUICE_BINARY, and builds it where it is not set.
find_binary() {
    if [ -z "${SLUICE_BINARY:-}" ]; then
        require_swift
        say "building (the first time takes some minutes)"
        (cd "$root" && swift build --product sluice >&2)
        SLUICE_BINARY=$(cd "$root" && swift build --show-bin-path)/sluice
    fi
    [ -x "$SLUICE_BINARY" ] || fail "SLUICE_BINARY is $SLUICE_BINARY, and that is no program."
    SLUICE_BINARY=$(realpath "$SLUICE_BINARY")
    export SLUICE_BINARY
}
