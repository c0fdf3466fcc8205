#!/usr/bin/env bash
# Serves a new, empty RabbitMQ on free ports of 127.0.0.1 until its standard input ends: first argument, the password of the user 'rondo'.
# Says "ready PORT PID", PID being the broker's; a line of input starts a killed broker again, with what it had on disk.
set -euo pipefail

folder=$(mktemp -d)
broker='' names=''
finish() {
  [[ -z $broker ]] || kill -KILL "$broker" 2>/dev/null || true
  [[ -z $names ]] || kill "$names" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$folder"
}
trap finish EXIT
cd "$folder"

fail() {
  echo "$1" >&2
  tail -n 20 "$folder"/*.log "$folder"/log/* >&2 2>/dev/null || true
  exit 1
}

# Nothing answers on it now; whoever takes it first wins, so a lost race is told by the program that wanted it.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 20000))
    (: </dev/tcp/127.0.0.1/$port) 2>/dev/null || { echo $port; return; }
  done
}

port=$(free_port)
# The name server of Erlang's nodes is our own, and ends with us.
ERL_EPMD_PORT=$(free_port)
RABBITMQ_DIST_PORT=$(free_port)
export ERL_EPMD_PORT RABBITMQ_DIST_PORT
export ERL_EPMD_ADDRESS=127.0.0.1 HOME=$folder LC_ALL=C.UTF-8
export RABBITMQ_NODENAME=rondo@localhost RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT=$port
export RABBITMQ_MNESIA_BASE=$folder/data RABBITMQ_LOG_BASE=$folder/log RABBITMQ_ENABLED_PLUGINS_FILE=$folder/plugins RABBITMQ_CONF_ENV_FILE=$folder/none
export RABBITMQ_CONFIG_FILE=$folder/rabbitmq.conf RABBITMQ_ADVANCED_CONFIG_FILE=$folder/advanced.config
export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +S 1:1'
mkdir data log
echo '[].' >plugins
: >rabbitmq.conf
cat >advanced.config <<CONF
[{rabbit, [{default_user, <<"rondo">>}, {default_pass, <<"$1">>}, {loopback_users, []}, {vm_memory_high_watermark, {absolute, 536870912}}, {disk_free_limit, 1000000}]}].
CONF

serve() {
  rm -f pid
  RABBITMQ_PID_FILE=$folder/pid /usr/lib/rabbitmq/bin/rabbitmq-server </dev/null >broker.log 2>&1 &
  local started=$!
  for _ in {1..600}; do
    kill -0 "$started" 2>/dev/null || fail 'The broker does not start.'
    if [[ -s pid ]]; then broker=$(<pid); fi
    if [[ -n $broker ]] && (: </dev/tcp/127.0.0.1/"$port") 2>/dev/null; then
      echo "ready $port $broker"
      return
    fi
    sleep 0.1
  done
  fail 'The broker does not listen.'
}

epmd </dev/null >epmd.log 2>&1 &
names=$!
serve
while read -r _; do serve; done
