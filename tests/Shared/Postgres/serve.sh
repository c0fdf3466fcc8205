#!/usr/bin/env bash
# Serves a new, empty PostgreSQL on a free port until its standard input ends: first argument, the password of the user 'rondo'.
# Says "ready PORT". The server refuses to run as root, so root becomes another user.
set -euo pipefail

programs=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1 || true)
[[ -n $programs ]] || programs=$(dirname "$(command -v initdb)")
folder=$(mktemp -d)
as=()
trap '"${as[@]}" "$programs/pg_ctl" -D "$folder/data" stop -m immediate >/dev/null 2>&1 || true; rm -rf "$folder"' EXIT
printf '%s\n' "$1" >"$folder/password"
if ((EUID == 0)); then
  user=nobody
  if getent passwd postgres >/dev/null; then user=postgres; fi
  as=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups)
  chown -R "$user" "$folder"
fi
cd "$folder"
"${as[@]}" "$programs/initdb" -D "$folder/data" -U rondo -A scram-sha-256 --pwfile "$folder/password" -E UTF8 --locale=C.UTF-8 --no-sync >"$folder/initdb.log" 2>&1 ||
  { cat "$folder/initdb.log" >&2; exit 1; }
for _ in 1 2 3 4 5; do
  port=$((20000 + RANDOM % 20000))
  options="-p $port -k $folder -c listen_addresses=127.0.0.1 -c fsync=off -c autovacuum=off -c shared_buffers=32MB -c max_connections=200"
  if "${as[@]}" "$programs/pg_ctl" -D "$folder/data" -l "$folder/server.log" -w -t 60 -o "$options" start >/dev/null 2>&1; then
    echo "ready $port"
    cat >/dev/null
    exit 0
  fi
done
cat "$folder/server.log" >&2
exit 1
