#!/usr/bin/env bash
# Usage: scripts/with-postgres.sh COMMAND [ARGUMENT...]
# Runs the command with PLIMSOLL_TEST_POSTGRES_URL naming a PostgreSQL cluster that lives only as long as it runs.
set -euo pipefail

if [ $# -eq 0 ]; then
  sed -n '2,3s/^# //p' "$0" >&2
  exit 2
fi

bin=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1 || true)
bin=${bin:-$(pg_config --bindir)}
directory=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-postgres.XXXXXX")

# PostgreSQL refuses to run as root.
as_owner() {
  if [ "$(id -u)" -eq 0 ]; then
    (cd "$directory" && runuser -u postgres -- "$@")
  else
    "$@"
  fi
}

remove() {
  as_owner "$bin/pg_ctl" --silent --pgdata="$directory/data" --mode=immediate stop >/dev/null 2>&1 || true
  rm -rf "$directory"
}
trap remove EXIT

if [ "$(id -u)" -eq 0 ]; then chown postgres "$directory"; fi
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')

as_owner "$bin/initdb" --pgdata="$directory/data" --username=postgres --auth=trust --encoding=UTF8 --locale=C --no-sync >/dev/null
as_owner tee -a "$directory/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = ''
max_connections = 200
CONF
as_owner "$bin/pg_ctl" --silent --pgdata="$directory/data" --log="$directory/log" --wait start || {
  cat "$directory/log" >&2
  exit 1
}
as_owner "$bin/createdb" --host=127.0.0.1 --port="$port" --username=postgres plimsoll_test

PLIMSOLL_TEST_POSTGRES_URL="postgres://postgres@127.0.0.1:$port/plimsoll_test" "$@"
