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
# V8 keeps the deployer's compiled code there; it is most of what starting it would cost.
export NODE_COMPILE_CACHE="${NODE_COMPILE_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/ferry/node-compile-cache}"

exec '{{node}}' '{{deployer}}' {{verb}} {{arguments}} "$@"
