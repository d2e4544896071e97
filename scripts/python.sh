#!/bin/sh
# The Python side: uv in .tools/uv, then .venv exactly as uv.lock says. Needs python3 (3.11 or newer) and PyPI.
set -eu
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Alongside needs Python 3.11 or newer as python3 (or name one: make PYTHON=python3.12 …)." >&2
    exit 1
fi

if [ ! -x .tools/uv/bin/uv ] || ! .tools/uv/bin/uv --version | grep -qF "$(sed -n 's/^uv==\([^ ]*\).*/\1/p' scripts/uv.txt)"; then
    # Debian ships venv without pip inside unless python3-venv is there.
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        scripts/system.sh python3-venv
    fi
    rm -rf .tools/uv
    "$python" -m venv .tools/uv
    .tools/uv/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement scripts/uv.txt
fi

export UV_PYTHON_DOWNLOADS=never
if [ -x .venv/bin/python ]; then
    .tools/uv/bin/uv sync --locked --quiet
else
    .tools/uv/bin/uv sync --locked --quiet --python "$python"
fi
