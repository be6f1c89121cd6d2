#!/usr/bin/env bash
# Usage: scripts/with-node.sh LINE COMMAND [ARGUMENT...]
# Runs the command with the Node.js of a line, 22 for instance, first on the path. It is an npm package, fetched once.
set -euo pipefail

if [ $# -lt 2 ]; then
  sed -n '2,3s/^# //p' "$0" >&2
  exit 2
fi

line=$1
shift
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
directory="$root/node_modules/.cache/node-$line"
platform=$(node -p 'process.platform + "-" + process.arch')
bin="$directory/node_modules/node-$platform/bin"

if [ ! -x "$bin/node" ]; then
  mkdir -p "$directory"
  echo '{ "private": true }' >"$directory/package.json"
  # The package that `node` would fetch in its install script.
  npm install --prefix "$directory" --no-save --no-audit --no-fund "node-$platform@$line"
fi

PATH="$bin:$PATH" "$@"
