#!/bin/bash
# A program for `bazel run` that prints one thing about how it was started.
case "$1" in
  arguments)
    shift
    printf '[%s]' "$@"
    ;;
  variable) printf '%s' "${!2}" ;;
  exit) exit "$2" ;;
  terminal) [ -t 0 ] && [ -t 1 ] && [ -t 2 ] && stty size && echo "$TERM" ;;
  input) cat ;;
  execution-log) grep -c CopyProgram "$FERRY_EXECUTION_LOG" ;;
  nested) cd "$BUILD_WORKSPACE_DIRECTORY" && ./bazelw info server_pid ;;
  signals)
    for signal in INT TERM HUP; do
      # shellcheck disable=SC2064  # the name is fixed now
      trap "echo got $signal; exit 3" $signal
    done
    echo ready
    # The signal arrives in this loop; without one it ends by itself.
    for ((i = 0; i < 600; i++)); do read -r -t 0.1 <> <(:); done
    ;;
esac
