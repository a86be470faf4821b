#!/usr/bin/env bash
# Tests what bazelw passes through and prints, in a workspace of its own with the Bazel of this machine.
# Usage: tools/bazelw/bazelw_test.sh   (sets Bazel up first if needed; then about 40 s)
# This cannot be a Bazel test, which would have to start bazelw from inside Bazel.
set -u
repository="$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd -P)"
. "$repository/tools/bazelw/testing/check.sh"

scratch="$(mktemp -d)"
workspace="$scratch/workspace"
make_workspace "$repository" "$workspace"
cd "$workspace" || exit
clean_up() {
  "$workspace/bazelw" shutdown >"$scratch/shutdown.log" 2>&1
  "$workspace/bazelw" clean --expunge >>"$scratch/shutdown.log" 2>&1
  "$workspace/bazelw" --trusted clean --expunge >>"$scratch/shutdown.log" 2>&1
  umount "$scratch/small" 2>/dev/null
  rm -rf --one-file-system "$scratch"
}
trap clean_up EXIT

# Runs //:show quietly.
show() { ./bazelw run --ui_event_filters=-info --noshow_progress //:show -- "$@"; }

./bazelw build //:show >"$scratch/first.log" 2>&1 || {
  cat "$scratch/first.log"
  exit 1
}
server="$(./bazelw info server_pid 2>/dev/null)"

# --- arguments, exit codes, folders ---
expect 'arguments with spaces, quotes, nothing, a dollar' '[a b][][it'\''s "$HOME"][--][*]' \
  "$(show arguments 'a b' '' 'it'\''s "$HOME"' -- '*' 2>/dev/null)"
show exit 7 >/dev/null 2>&1
expect 'exit code of a program' 7 $?
./bazelw build //nowhere >/dev/null 2>&1
expect 'exit code of a failed build' 1 $?
./bazelw no-such-command >/dev/null 2>&1
expect 'exit code of a wrong command line' 2 $?
expect 'from a subfolder' "$workspace/a folder" \
  "$(cd 'a folder' && ../bazelw run //:show -- variable BUILD_WORKING_DIRECTORY 2>/dev/null)"
expect 'from outside the workspace' "$workspace" "$(cd / && "$workspace/bazelw" info workspace 2>/dev/null)"
ln -s "$workspace/bazelw" "$scratch/link"
expect 'by a symbolic link' "$workspace" "$(cd / && "$scratch/link" info workspace 2>/dev/null)"
expect 'standard input' 'some input' "$(printf 'some input' | show input 2>/dev/null)"
expect 'the environment' 'a value' "$(A_VARIABLE='a value' show variable A_VARIABLE 2>/dev/null)"

# --- proxies: one value for all programs, in both forms ---
proxied() { (unset HTTPS_PROXY https_proxy HTTP_PROXY http_proxy NO_PROXY no_proxy; env "$@" ./bazelw run --ui_event_filters=-info --noshow_progress //:show -- variable "$name" 2>/dev/null); }
for name in https_proxy HTTPS_PROXY; do
  expect "$name from HTTPS_PROXY" 'http://p:1' "$(proxied HTTPS_PROXY=http://p:1)"
  expect "$name from both" 'http://q:1' "$(proxied HTTPS_PROXY=http://p:1 https_proxy=http://q:1)"
done
name=no_proxy
expect 'this machine is exempt' 'a.example,localhost,127.0.0.1,::1' "$(proxied HTTPS_PROXY=http://p:1 NO_PROXY=a.example)"
expect 'and is so once' 'localhost,127.0.0.1,::1' "$(proxied HTTP_PROXY=http://p:1 no_proxy=localhost,127.0.0.1,::1)"
expect 'every host stays every host' '*' "$(proxied HTTP_PROXY=http://p:1 'no_proxy=*')"
expect 'nothing is set without a proxy' '' "$(proxied A=b)"

# --- the environment of a program that `run` starts ---
expect_match 'the way to get Bazel' '[db][ea]*' "$(show variable FERRY_BAZEL 2>/dev/null)"
expect 'startup options' '["--max_idle_secs","7200"]' \
  "$(./bazelw --max_idle_secs 7200 run //:show -- variable FERRY_BAZEL_STARTUP_OPTIONS 2>/dev/null)"
server="$(./bazelw info server_pid 2>/dev/null)"
expect 'command options' '["--verbose_failures","-c","opt","--action_env=A=\"b c\"","--keep_going"]' \
  "$(./bazelw run --verbose_failures -c opt '--action_env=A="b c"' //:show --keep_going -- variable FERRY_BAZEL_OPTIONS 2>/dev/null)"
expect 'a target without slashes' '["-k"]' "$(./bazelw run -k show -- variable FERRY_BAZEL_OPTIONS 2>/dev/null)"
rm -f show.sh && cp "$repository/tools/bazelw/testing/show.sh" . && echo '# changed' >>show.sh
expect 'the execution log of this build' 1 "$(show execution-log 2>/dev/null)"
expect 'the execution log of the caller' "$workspace/mine.json" \
  "$(./bazelw run --execution_log_json_file=mine.json //:show -- variable FERRY_EXECUTION_LOG 2>/dev/null)"
expect 'a nested bazelw reaches the same server' "$server" "$(show nested 2>/dev/null)"

# --- signals ---
# Starts bazelw without a terminal, sends the signal only to it once its output has a word, prints what follows.
signalled() { # signalled <signal> <word> <arguments…>
  local signal="$1" word="$2" pid status
  shift 2
  : >"$scratch/out"
  # Background jobs of a shell ignore SIGINT by default.
  setsid env --default-signal=INT ./bazelw "$@" >"$scratch/out" 2>&1 &
  pid=$!
  until grep -q "$word" "$scratch/out"; do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  kill "-$signal" "$pid"
  wait "$pid"
  status=$?
  printf '%s %s' "$status" "$(grep -o -e '^got .*' -e 'build interrupted' "$scratch/out" | tr '\n' ' ')"
}
for signal in INT TERM HUP; do
  expect "SIG$signal to bazelw alone reaches a program" "3 got $signal " "$(signalled $signal '^ready' run //:show -- signals)"
done
expect 'SIGINT to bazelw alone interrupts a build' '8 build interrupted ' "$(signalled INT 'Analyzed' build //:slow)"
# Types Ctrl-C into a terminal of its own once the output has a word. `script` starts the command with $SHELL or sh, which would die of
# the Ctrl-C too and hide the command's exit code: so the command replaces the shell.
typed() { # typed <word> <command>
  local word="$1"
  : >"$scratch/out"
  {
    for _ in $(seq 600); do
      ! grep -q "$word" "$scratch/out" || break
      sleep 0.1
    done
    printf '\003'
    sleep 2
  } | script --quiet --flush --return --command "exec $2" "$scratch/out" >/dev/null
  status=$?
}
typed ready './bazelw run //:show -- signals'
expect 'Ctrl-C reaches a program, once' '3 1' "$status $(grep -c 'got INT' "$scratch/out")"
typed 'Executing' './bazelw build //:slow'
expect 'Ctrl-C interrupts a build' 8 "$status"
expect 'and the server stays' "$server" "$(./bazelw info server_pid 2>/dev/null)"
expect_match 'size and kind of the terminal' '*33 77*a-terminal*' \
  "$(TERM=a-terminal script --quiet --return --command 'stty rows 33 cols 77; ./bazelw run //:show -- terminal' /dev/null </dev/null)"

# --- trusted ---
trusted() { ./bazelw --trusted run --noshow_progress --color=no //:show -- "$@" 2>/dev/null; }
base="$(./bazelw --trusted info output_base 2>/dev/null)"
expect_match 'it has an output base of its own' '*/trusted/workspace-*' "$base"
mkdir "$scratch/home"
echo 'common --no-such-option' | tee "$scratch/home/.bazelrc" >user.bazelrc
./bazelw build //:show >/dev/null 2>&1
expect 'settings of this workspace and user apply to everyday commands' 2 $?
expect 'and not for trusted ones' '["--trusted"]' \
  "$(FERRY_CACHE_DIR="${FERRY_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/ferry}" HOME="$scratch/home" trusted variable FERRY_BAZEL_STARTUP_OPTIONS)"
rm user.bazelrc
expect 'nested commands get the allowed options' '["--noshow_progress","--color=no"]' "$(trusted variable FERRY_BAZEL_OPTIONS)"
expect "the program's arguments are its own" '[--remote_cache=http://127.0.0.1:9]' "$(trusted arguments --remote_cache=http://127.0.0.1:9)"
for option in --remote_cache=http://127.0.0.1:9 --disk_cache=/tmp/disk --remote_executor=grpc://127.0.0.1:9 --remote_accept_cached \
  --config=ci --override_repository=a=/tmp --override_module=a=/tmp --registry=file:///tmp --action_env=A -c; do
  expect_match "it takes no $option" "*--trusted takes no $option;*" "$(./bazelw --trusted run //:show "$option" 2>&1)"
done
expect_match 'nor a startup option after it' '*--trusted must be followed by run, *' "$(./bazelw --trusted --output_base=/tmp/base run //:show 2>&1)"
expect_match 'nor one before it' '*nknown startup option*--trusted*' "$(./bazelw --max_idle_secs=7200 --trusted run //:show 2>&1)"
expect_match 'nor another command' '*, not by "mod"*' "$(./bazelw --trusted mod graph 2>&1)"
./bazelw --trusted clean --expunge >/dev/null 2>&1
expect 'clean --expunge removes it' '' "$(ls -d "$base" 2>/dev/null)"

# --- the choice ---
expect_match 'a wrong FERRY_BAZEL' '*it must be bazelisk or debian' "$(FERRY_BAZEL=maven ./bazelw version 2>&1)"
cache="$scratch/a cache"
mkdir -p "$cache/debian"
ln -s "${FERRY_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/ferry}/debian"/root-[0-9] "$cache/debian/"
export FERRY_CACHE_DIR="$cache"
expect_match 'the result of the probe is printed' "*remembered in $cache/way*" "$(./bazelw --version 2>&1)"
expect_match 'and remembered' 'bazel*' "$(./bazelw --version 2>&1)"

# --- a cache folder that cannot be written: full, then read-only ---
if [ "$EUID" -eq 0 ] && mkdir "$scratch/small" && mount -t tmpfs -o size=1m ferry "$scratch/small"; then
  mkdir -p "$scratch/small/debian" && ln -s "$cache/debian"/root-[0-9] "$scratch/small/debian/"
  dd if=/dev/zero of="$scratch/small/filler" bs=1k 2>/dev/null
  in_small() { FERRY_BAZEL="$1" FERRY_CACHE_DIR="$scratch/small$2" ./bazelw "${@:3}" 2>&1 | grep -v -e ' using ' -e ' installing '; }
  full='the disk may be full; make room, or set FERRY_CACHE_DIR to another folder'
  expect 'a full disk: the result of the probe' "bazelw: cannot write $scratch/small/way: $full" "$(in_small '' '' --version)"
  expect_match 'a full disk: bazelisk' "bazelw: cannot write $scratch/small/bazelisk-*: $full" "$(in_small bazelisk '' --version)"
  expect_match "a full disk: Debian's Bazel" "bazelw: cannot write $scratch/small/debian/*: $full" "$(in_small debian '' --version)"
  mount -o remount,ro "$scratch/small"
  read_only='it is read-only for this user; make it writable, or set FERRY_CACHE_DIR to another folder'
  expect 'a read-only folder: the result of the probe' "bazelw: cannot write $scratch/small/way: $read_only" "$(in_small '' '' --version)"
  expect 'a read-only folder: the execution log' "bazelw: cannot write $scratch/small/execution-log: $read_only" "$(in_small debian '' run //:show)"
  expect 'a folder in it' "bazelw: cannot create the cache folder $scratch/small/sub; set FERRY_CACHE_DIR to a folder you may write to" "$(in_small debian /sub --version)"
  umount "$scratch/small"
else
  echo 'skipped: an unwritable cache folder, which needs root and a machine that may mount a tmpfs'
fi

# --- machine.bazelrc, for Debian's Bazel ---
export FERRY_BAZEL=debian
./bazelw --version >/dev/null 2>&1
first="$(cat "$cache/debian/machine.bazelrc")"
touch "$cache/debian/machine.bazelrc.seen"
./bazelw --version >/dev/null 2>&1
expect 'machine.bazelrc is written once' 1 "$([ "$cache/debian/machine.bazelrc" -ot "$cache/debian/machine.bazelrc.seen" ] && echo 1)"
echo 'registry=http://127.0.0.1:9/npm' >"$scratch/npmrc"
NPM_CONFIG_USERCONFIG="$scratch/npmrc" ./bazelw --version >/dev/null 2>&1
expect 'another registry in an npmrc' 'common --repo_env=FERRY_NPM_REGISTRY=http://127.0.0.1:9/npm/' \
  "$(grep REGISTRY "$cache/debian/machine.bazelrc")"
./bazelw --version >/dev/null 2>&1
expect 'and back: the same bytes' "$first" "$(cat "$cache/debian/machine.bazelrc")"
# --- paths of checkouts, for Debian's Bazel: in the URL of its registry ---
odd="$scratch/it's 100%20 #1?"
make_workspace "$repository" "$odd"
echo 'bazel_dep(name = "rules_nodejs", version = "6.7.4")' >>"$odd/MODULE.bazel"
expect 'a path with characters that URLs escape' '[a b]' "$(cd "$odd" && show arguments 'a b' 2>"$scratch/odd.log" || cat "$scratch/odd.log")"
(cd "$odd" && ./bazelw clean --expunge >/dev/null 2>&1)
make_workspace "$repository" "$scratch/ü"
expect_match 'other characters than ASCII are refused' "bazelw: the path of this checkout, $scratch/ü, has other characters than ASCII, *" \
  "$(cd "$scratch/ü" && FERRY_CACHE_DIR="$scratch/unused" ./bazelw build //:show 2>&1)"
expect 'and nothing is written' '' "$(ls -A "$scratch/unused")"

path_without "$scratch/no-npm" npm
rm "$cache/debian/machine.bazelrc"
expect_match 'no npm' 'bazelw: npm is missing; install *' "$(PATH="$scratch/no-npm" ./bazelw --version 2>&1)"

# --- bazelisk, with a program instead of the Bazel that it would fetch ---
export FERRY_BAZEL=bazelisk USE_BAZEL_VERSION="$scratch/bazel"
printf '#!/bin/sh\nfor word; do printf "[%%s]" "$word"; done\nexit 5\n' >"$scratch/bazel"
chmod +x "$scratch/bazel"
./bazelw build 'a b' >"$scratch/out" 2>"$scratch/err"
expect 'bazelisk gets the arguments, the caller its exit code' '5 [build][a b]' "$? $(cat "$scratch/out")"
expect_match 'bazelisk is installed once' "*installing @bazel/bazelisk *" "$(cat "$scratch/err")"
expect 'and not again' '[build]' "$(./bazelw build 2>&1)"
expect_match 'a trusted command reads no rc file of the machine either' \
  '\[--nohome_rc\]*\[--output_base='"$cache"'/trusted/workspace-*\]\[--nosystem_rc\]\[build\]\[--remote_cache=\]\[--disk_cache=\]*\[//:show\]' \
  "$(./bazelw --trusted build //:show 2>&1)"
rm tools && mkdir tools && cp -r "$repository/tools/bazelw" tools/
sed -i 's/sha512-./sha512-0/' tools/bazelw/bazelisk/package-lock.json
rm -rf "$cache"/bazelisk-*
expect_match 'bazelisk with another digest is refused' '*npm cannot install*' "$(./bazelw build 2>&1)"
expect 'and not kept' '' "$(compgen -G "$cache/bazelisk-*[0-9]")"
rm -r tools && ln -s "$repository/tools" tools
unset FERRY_BAZEL FERRY_CACHE_DIR USE_BAZEL_VERSION

printf '%s failed\n' "$failures"
[ "$failures" -eq 0 ]
