#!/bin/sh
# Starts the deployer for {{target}}.
set -eu

# Another program may have started this one, and RUNFILES_DIR may be that one's.
runfiles="$0.runfiles"
[ -d "$runfiles" ] || runfiles="${RUNFILES_DIR:-$runfiles}"
cd "$runfiles/{{workspace}}" || {
    echo "error: {{target}}: its runfiles are not at $runfiles; start it by: bazel run {{target}}" >&2
    exit 2
}

export FERRY_ENVIRONMENTS='{{environments}}'
export FERRY_LOCAL_PROGRAM='{{local}}'
# V8 keeps the deployer's compiled code there; it is most of what starting it would cost. Node.js runs what it finds there: without a home
# there is no folder in which no other user of this machine could put code, and so no cache.
cache="${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}"
if [ -z "${NODE_COMPILE_CACHE:-}" ] && [ -n "$cache" ]; then
    export NODE_COMPILE_CACHE="$cache/ferry/node-compile-cache"
fi

exec '{{node}}' '{{deployer}}' {{verb}} {{arguments}} "$@"
