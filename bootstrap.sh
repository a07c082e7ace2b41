#!/bin/sh
# Makes .venv with exactly the packages of a lock file, and does nothing when they are there:
#     ./bootstrap.sh requirements.lock
# A lock that holds more (requirements-dev.lock) also serves who asks for less.
set -eu
cd "$(dirname "$0")"
lock=$1

fail() {
    echo "Error: $1" >&2
    exit 1
}

find_python() {
    for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3.14 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    fail "ShopChat needs Python 3.11 or later. Install it, or name it: make run PYTHON=/path/to/python3"
}

make_environment() {
    python=$(find_python)
    rm -rf .venv
    "$python" -m venv .venv >/dev/null 2>&1 && return
    # Debian keeps the module that installs pip in a package of its own.
    rm -rf .venv
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing python3-venv ..."
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        { apt-get update -q && apt-get install -qy --no-install-recommends "python$version-venv"; } >/dev/null ||
            fail "apt-get could not install python$version-venv."
        "$python" -m venv .venv && return
    fi
    fail "'$python -m venv' does not work here. On Debian: apt-get install python3-venv"
}

mkdir -p .build
exec 9>.build/bootstrap.lock
if command -v flock >/dev/null; then flock 9; fi

[ -x .venv/bin/python ] && .venv/bin/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || make_environment

wanted=$(cksum <"$lock")
more=$(cksum <requirements-dev.lock)
stamp=.venv/installed-lock
[ -f "$stamp" ] && { [ "$(cat "$stamp")" = "$wanted" ] || [ "$(cat "$stamp")" = "$more" ]; } && exit 0

rm -f "$stamp"
echo "Installing the packages of $lock ..."
uv=$(sed -n 's/^\(uv==[^ ]*\).*/\1/p' requirements.lock)
.venv/bin/python -m pip install --quiet --disable-pip-version-check "$uv"
.venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes "$lock"
.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
echo "$wanted" >"$stamp"
