#!/usr/bin/env bash
# Two hosts on one machine: network namespaces with the addresses 10.0.0.1 and 10.0.0.2, joined by a
# cable. Runs two_machines.sh on each, and writes into FOLDER what it prints, and its status.
# Usage, in a network namespace of its own: two_hosts.sh TWO_MACHINES FOLDER [STEP]
# With STEP, the cable is cut when the first worker has reached it.
set -euo pipefail
script=$1 folder=$2 cut=${3:-}

# Nothing that runs in the background holds the output open: who waits for its end would wait, too.
unshare --net sleep 300 >/dev/null 2>&1 &
second=$!
trap 'kill $second' EXIT
until [ "$(readlink /proc/$second/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do sleep 0.05; done
on_second() { nsenter --target "$second" --net "$@"; }

ip link set lo up
on_second ip link set lo up
ip link add cable0 type veth peer name cable1
ip link set cable1 netns "$second"
ip address add 10.0.0.1/24 dev cable0
ip link set cable0 up
on_second ip address add 10.0.0.2/24 dev cable1
on_second ip link set cable1 up

run() {
    status=0
    timeout --signal KILL 150 "${@:2}" bash "$script" "$1" >"$folder/printed-$1" 2>"$folder/errors-$1" || status=$?
    echo "$status $SECONDS" >"$folder/status-$1"
}
run 0 >/dev/null 2>&1 &
first_worker=$!
run 1 nsenter --target "$second" --net >/dev/null 2>&1 &
second_worker=$!
if [ -n "$cut" ]; then
    until grep --quiet "step $cut of" "$folder/printed-0"; do
        if ! kill -0 $first_worker; then  # it has ended before
            wait $second_worker
            cat "$folder"/errors-? >&2
            exit 1
        fi
        sleep 0.1
    done
    on_second ip link set cable1 down
    echo "$SECONDS" >"$folder/cut"
fi
wait $first_worker $second_worker
