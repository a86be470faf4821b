#!/bin/sh
# Starts Node.js in the bin directory of a build action: enter_bindir.sh NODE --require PATCH [ARGUMENT…]
set -eu

export JS_BINARY__EXECROOT="$PWD" JS_BINARY__FS_PATCH_ROOTS="$PWD" NODE_DISABLE_COMPILE_CACHE=1
node="$PWD/$1"
patch="$PWD/$3"
shift 3
cd "$BAZEL_BINDIR"
exec "$node" --require "$patch" "$@"
