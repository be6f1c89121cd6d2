#!/usr/bin/env bash
# Usage: scripts/with-postgres.sh COMMAND [ARGUMENT...]
# Runs the command with PLIMSOLL_TEST_POSTGRES_URL naming a PostgreSQL cluster that lives only as long as it runs. PLIMSOLL_TEST_POSTGRES_CA
# names the certificate of the authority it shows itself with over TLS, where openssl is installed.
set -euo pipefail

if [ $# -eq 0 ]; then
  sed -n '2,4s/^# //p' "$0" >&2
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
# Without fsync, because tests kill processes and never the machine.
as_owner tee -a "$directory/data/postgresql.conf" >/dev/null <<CONF
fsync = off
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = ''
max_connections = 200
CONF

# A certificate for "localhost" alone, of an authority that nobody knows.
ca=""
if command -v openssl >/dev/null; then
  tls() { openssl "$@" 2>/dev/null; }
  (
    cd "$directory"
    tls req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=Plimsoll test authority" -keyout ca.key -out ca.pem
    tls req -newkey rsa:2048 -nodes -subj "/CN=localhost" -keyout data/server.key -out server.csr
    tls x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 \
      -extfile <(echo "subjectAltName=DNS:localhost") -out data/server.crt
    chmod 600 data/server.key
    if [ "$(id -u)" -eq 0 ]; then chown postgres data/server.key data/server.crt; fi
  )
  echo "ssl = on" | as_owner tee -a "$directory/data/postgresql.conf" >/dev/null
  ca="$directory/ca.pem"
fi
as_owner "$bin/pg_ctl" --silent --pgdata="$directory/data" --log="$directory/log" --wait start || {
  cat "$directory/log" >&2
  exit 1
}
as_owner "$bin/createdb" --host=127.0.0.1 --port="$port" --username=postgres plimsoll_test

PLIMSOLL_TEST_POSTGRES_CA="$ca" PLIMSOLL_TEST_POSTGRES_URL="postgres://postgres@127.0.0.1:$port/plimsoll_test" "$@"
