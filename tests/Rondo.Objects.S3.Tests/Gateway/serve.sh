#!/usr/bin/env bash
# Serves a new, empty object store (Ceph: a monitor, an OSD in memory, a gateway) on free ports of 127.0.0.1 until its standard input ends.
# Arguments: the access key and the secret key of its one user. Says "ready PORT PID", PID being the gateway's; a line of input starts a
# killed gateway again, with what it had stored.
set -euo pipefail

folder=$(mktemp -d)
started=()
finish() {
  ((${#started[@]} == 0)) || kill -KILL "${started[@]}" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$folder"
}
trap finish EXIT
cd "$folder"

fail() {
  echo "$1" >&2
  tail -n 20 "$folder"/*.log >&2 2>/dev/null || true
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

mon=$(free_port)
gateway=$(free_port)
fsid=$(cat /proc/sys/kernel/random/uuid)
osd=$(cat /proc/sys/kernel/random/uuid)
cat >ceph.conf <<CONF
[global]
fsid = $fsid
mon host = [v2:127.0.0.1:$mon]
public addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
ms cluster mode = crc
ms service mode = crc
ms client mode = crc
ms mon cluster mode = crc
ms mon service mode = crc
ms mon client mode = crc
run dir = $folder
admin socket = $folder/\$name.asok
pid file =
log file = $folder/\$name.log
log to stderr = false
mon data = $folder/mon
mon data avail crit = 1
mon data avail warn = 2
mon allow pool size one = true
mon max pg per osd = 2000
paxos propose interval = 0.02
paxos min wait = 0.01
mon tick interval = 1
osd data = $folder/osd
osd objectstore = memstore
memstore device bytes = 2147483648
osd class dir = $(dirname "$(find /usr/lib* -name 'libcls_rgw.so' -print -quit)")
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd crush chooseleaf type = 0
osd memory target = 939524096
rgw data = $folder
rgw frontends = beast endpoint=127.0.0.1:$gateway
rgw thread pool size = 32
rgw enable usage log = false
rgw enable gc threads = false
rgw enable lc threads = false
CONF
export CEPH_CONF=$folder/ceph.conf

monmaptool --create --fsid "$fsid" --addv a "[v2:127.0.0.1:$mon]" monmap >monmap.log 2>&1 || fail 'The map of the monitor was not made.'
ceph-mon -i a --mkfs --monmap monmap >mkfs.log 2>&1 || fail 'The monitor was not made.'
ceph-mon -i a -f >mon.log 2>&1 &
started+=($!)
mkdir osd
timeout 60 ceph osd new "$osd" >new.log 2>&1 || fail 'The monitor does not answer.'
ceph-osd -i 0 --mkfs --osd-uuid "$osd" >>osd.log 2>&1 || fail 'The OSD was not made.'
ceph-osd -i 0 -f >>osd.log 2>&1 &
started+=($!)
timeout 60 radosgw-admin user create --uid=rondo --display-name=rondo --access-key="$1" --secret-key="$2" >user.log 2>&1 || fail 'The user was not made.'

serve() {
  radosgw -n client.admin -f >gateway.log 2>&1 &
  local pid=$!
  started[2]=$pid
  for _ in {1..600}; do
    kill -0 "$pid" 2>/dev/null || fail 'The gateway does not start.'
    if (: </dev/tcp/127.0.0.1/"$gateway") 2>/dev/null; then
      echo "ready $gateway $pid"
      return
    fi
    sleep 0.1
  done
  fail 'The gateway does not listen.'
}

serve
while read -r _; do serve; done
