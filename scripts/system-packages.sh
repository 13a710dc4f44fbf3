#!/bin/bash
# Installs the system packages that Formwright calls, and those that are named, where they are missing.
set -eu

packages=(tesseract-ocr tesseract-ocr-eng tesseract-ocr-spa tesseract-ocr-osd
          libreoffice-writer-nogui fonts-liberation fonts-dejavu-core python3-venv)
# What the tests of the service start for themselves, on loopback, and stop again.
packages+=(postgresql redis-server chromium)
# What checks the pages' modules; a machine may have it from elsewhere.
command -v node >/dev/null && command -v npm >/dev/null || packages+=(nodejs npm)

missing=()
look_for() {
    for package; do
        if ! command -v dpkg-query >/dev/null || ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed'; then
            missing+=("$package")
        fi
    done
}
look_for "${packages[@]}"

# A machine that has the programs from elsewhere needs no packages.
if command -v tesseract >/dev/null && command -v soffice >/dev/null && python3 -c 'import ensurepip' 2>/dev/null &&
    command -v node >/dev/null && command -v npm >/dev/null &&
    command -v redis-server >/dev/null && command -v chromium >/dev/null && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    languages=$(tesseract --list-langs 2>/dev/null || true)
    if grep -qx eng <<<"$languages" && grep -qx spa <<<"$languages" && grep -qx osd <<<"$languages"; then
        missing=()
    fi
fi
look_for "$@"
[ ${#missing[@]} -eq 0 ] && exit 0

run=()
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        run=(sudo)
    else
        echo "These system packages are missing: ${missing[*]}" >&2
        echo "Ask an administrator to run:  apt-get install --no-install-recommends ${missing[*]}   and then try again." >&2
        exit 1
    fi
fi
if ! command -v apt-get >/dev/null; then
    echo "These programs are missing: tesseract 5 with English, Spanish and OSD data, LibreOffice Writer, the Liberation and DejaVu fonts." >&2
    echo "This machine has no apt-get: install them with its own package manager and then try again." >&2
    exit 1
fi

echo "Installing system packages: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
# Servers are installed, not started: whoever needs one starts a copy of their own.
export RUNLEVEL=1
if ! { "${run[@]}" apt-get update && "${run[@]}" apt-get install --yes --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    echo "apt-get could not install the packages above: mend that, or install them by hand, and then try again." >&2
    exit 1
fi
