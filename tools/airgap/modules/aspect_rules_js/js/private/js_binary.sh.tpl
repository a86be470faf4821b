#!/usr/bin/env bash
# Launcher of the js_binary {{target}}.
set -o errexit -o nounset -o pipefail

if [ "${1:-}" = "--bazel-bindir" ]; then
    export BAZEL_BINDIR="$2"
    shift 2
fi

# For tests and nested programs, the environment has the path of the runfiles; otherwise they are beside this script.
if [ "${TEST_SRCDIR:-}" ]; then
    runfiles="$TEST_SRCDIR"
elif [ -d "$0.runfiles" ]; then
    runfiles="$0.runfiles"
elif [[ "$0" == *.runfiles/* ]]; then
    runfiles="${0%%.runfiles/*}.runfiles"
elif [ "${RUNFILES_DIR:-}" ]; then
    runfiles="$RUNFILES_DIR"
else
    echo "ERROR: {{target}}: the runfiles of '$0' cannot be found; start the program by bazel run" >&2
    exit 1
fi
case "$runfiles" in /*) ;; *) runfiles="$PWD/$runfiles" ;; esac
export RUNFILES_DIR="$runfiles" JS_BINARY__RUNFILES="$runfiles"

# In a build action the working directory is the execution root, and the program has to be in the output tree.
# Under run and test it is in the runfiles, which are in the output tree already.
if [ "${BAZEL_BINDIR:-}" ] && [ -d "$BAZEL_BINDIR" ]; then
    export JS_BINARY__EXECROOT="$PWD"
    cd "$BAZEL_BINDIR"
elif [[ "$PWD" == */bazel-out/* ]]; then
    export JS_BINARY__EXECROOT="${PWD%/bazel-out/*}"
else
    export JS_BINARY__EXECROOT="${JS_BINARY__EXECROOT:-$PWD}"
fi
# As in the real launcher: a cache that is deleted with the sandbox only costs the time to write it.
export NODE_DISABLE_COMPILE_CACHE=1
export JS_BINARY__BINDIR="{{bindir}}"
export JS_BINARY__FS_PATCH_ROOTS="${JS_BINARY__FS_PATCH_ROOTS:-$JS_BINARY__EXECROOT:$runfiles}"
export JS_BINARY__NODE_BINARY="$runfiles/{{workspace}}/"{{node}}
{{env}}

chdir={{chdir}}
if [ "$chdir" ]; then cd "$chdir"; fi

exec "$JS_BINARY__NODE_BINARY" --require "$runfiles/{{workspace}}/"{{fs_patch}} --preserve-symlinks-main {{node_options}} -- \
    "$runfiles/{{workspace}}/"{{entry_point}} {{fixed_args}} "$@"
