#!/usr/bin/env bash
# Tests the set-up of Debian's Bazel: its messages if something is missing, and that no partial root is ever left or used, whether the
# set-up is interrupted, killed, out of disk or started twice.
# Usage: tools/airgap/root_test.sh   (as root, in a machine or container that may mount a tmpfs; one whole set-up and parts of three, about 3 min)
set -u
repository="$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd -P)"
. "$repository/tools/bazelw/testing/check.sh"
[ "$EUID" -eq 0 ] || { echo "root_test.sh mounts a tmpfs, so it must run as root; run: sudo $0" >&2 && exit 2; }

scratch="$(mktemp -d)"
chmod 755 "$scratch" # other users enter it too
workspace="$scratch/workspace"
make_workspace "$repository" "$workspace"
cd "$workspace" || exit
trap 'umount "$scratch/small" 2>/dev/null; rm -rf --one-file-system "$scratch"' EXIT
export FERRY_BAZEL=debian FERRY_CACHE_DIR="$scratch/cache"

left() { (cd "$FERRY_CACHE_DIR/debian" && compgen -G 'root-[0-9]*' | grep -v -e '\.log$' -e '\.lock$' | tr '\n' ' '); }
# Waits until the set-up that writes to a file reaches a step.
wait_for() { until grep -q "$1" "$2" 2>/dev/null; do kill -0 "$3" 2>/dev/null || return; sleep 0.2; done; }

# --- what is missing ---
path_without "$scratch/no-bwrap" bwrap mmdebstrap
mkdir -m 777 "$scratch/others"
as_other() { setpriv --reuid 65534 --regid 65534 --clear-groups env FERRY_CACHE_DIR="$scratch/others" HOME="$scratch/others" PATH="$scratch/no-bwrap" "$@" 2>&1; }
expect_match 'no bubblewrap, not root' '*bazelw: this machine lacks bubblewrap mmdebstrap*; run: sudo apt-get install -y bubblewrap mmdebstrap*' "$(as_other ./bazelw version)"
rm "$scratch/no-bwrap/apt-get"
expect_match 'no apt-get' '*lacks bubblewrap mmdebstrap and has no apt-get; *' "$(as_other ./bazelw version)"
mkdir "$scratch/small"
mount -t tmpfs -o size=64m ferry "$scratch/small"
expect_match 'too little space' "bazelw: $scratch/small has 64 MB free and *" "$(FERRY_CACHE_DIR="$scratch/small" ./bazelw version 2>&1)"

# --- a disk that fills up meanwhile: the check for space passes, then the disk shrinks ---
mount -o remount,size=4g "$scratch/small"
export FERRY_CACHE_DIR="$scratch/small"
./bazelw version >"$scratch/full" 2>&1 &
full=$!
wait_for 'reading package lists' "$scratch/full" $full
mount -o remount,size=150m "$scratch/small"
wait $full
expect 'a full disk ends it' 36 $?
expect_match 'and is named' "*the disk that holds $scratch/small is full; make room*" "$(tail -n 1 "$scratch/full")"
expect 'and nothing partial is left' '' "$(left)"
umount "$scratch/small"
export FERRY_CACHE_DIR="$scratch/cache"

# --- interrupted ---
env --default-signal=INT ./bazelw version >"$scratch/interrupted" 2>&1 &
interrupted=$!
wait_for 'installing packages' "$scratch/interrupted" $interrupted
kill -INT $interrupted
wait $interrupted
expect 'an interrupted set-up ends with 130' 130 $?
expect 'and leaves nothing' '' "$(left)"

# --- the machine stops: bazelw and all its processes end at once ---
./bazelw version >"$scratch/stopped" 2>&1 &
stopped=$!
wait_for 'installing packages' "$scratch/stopped" $stopped
for child in $(pgrep -P $stopped); do kill -KILL -- "-$child" 2>/dev/null; done
kill -KILL $stopped
wait $stopped 2>/dev/null
expect_match 'a stopped machine leaves a partial root' 'root-*.partial-* ' "$(left)"

# --- then three at once; the one that does the set-up is killed ---
./bazelw --version >"$scratch/one" 2>&1 &
one=$!
wait_for 'installing packages' "$scratch/one" $one
./bazelw --version >"$scratch/two" 2>&1 &
two=$!
./bazelw --version >"$scratch/three" 2>&1 &
three=$!
wait_for 'waiting for it' "$scratch/two" $two
wait_for 'waiting for it' "$scratch/three" $three
kill -KILL $one
wait $one 2>/dev/null
wait $two
expect 'one that waited succeeds' 0 $?
wait $three
expect 'another that waited too' 0 $?
expect 'both printed that, and set nothing up themselves' '2 0' \
  "$(cat "$scratch/two" "$scratch/three" | grep -c 'another bazelw is setting up') $(cat "$scratch/two" "$scratch/three" | grep -c 'is ready')"
expect_match 'and there is one complete root' 'root-[0-9] ' "$(left)"
expect 'Bazel builds there' 0 "$(./bazelw build //:show >"$scratch/build" 2>&1 && echo 0 || cat "$scratch/build")"
./bazelw clean --expunge >/dev/null 2>&1

printf '%s failed\n' "$failures"
[ "$failures" -eq 0 ]
