# shellcheck shell=bash disable=SC2154  # sourced by bazelw, which sets cache, way and cannot_write
# Describes to a program that `bazelw run` starts how Bazel was called, so that it can call ./bazelw in the same way (and reach the same
# server with the same configuration). Sets `arguments`, those for Bazel, and exports:
#   FERRY_BAZEL                   bazelisk or debian
#   FERRY_BAZEL_STARTUP_OPTIONS   JSON array of the words before the command
#   FERRY_BAZEL_OPTIONS           JSON array of the command's options, without the target and the program's arguments
#   FERRY_EXECUTION_LOG           this build's --execution_log_json_file, complete when the program starts
#
# Which word is the target? The first before `--` that starts with `//`, `:` or `@`, else the last before `--` that is
# not an option. A word that follows an option without `=` is taken for that option's value (`-c opt`), except for the
# target; any other word after the target is an argument of the program. So write an option whose value is a label
# with `=`, and put the program's arguments after `--`.

# Sets `json` to a JSON array of its arguments.
to_json_array() {
  local word
  json=''
  for word in "$@"; do
    word="${word//\\/\\\\}" word="${word//\"/\\\"}" word="${word//$'\n'/\\n}" word="${word//$'\t'/\\t}"
    json="$json,\"$word\""
  done
  json="[${json#,}]"
}

# Sets `target` to the index of the target among its arguments, the words between `run` and `--`; -1 if none is there.
find_target() {
  local index=0 word
  target=-1
  for word in "$@"; do
    case "$word" in
      //* | :* | @*) target=$index && return ;;
      -*) ;;
      *) target=$index ;;
    esac
    index=$((index + 1))
  done
}

# Sets `options` to the words between `run` and `--` that a nested build should get too, and `log` to the caller's file for the
# execution log, if any. The log is not passed on: a nested build would overwrite it.
pick_options() {
  local index=0 word previous=''
  find_target "$@"
  options=() log=''
  for word in "$@"; do
    if [ "$index" -eq "$target" ]; then
      previous=''
    else
      case "$previous|$word" in
        *'|--execution_log_json_file='*) log="${word#*=}" previous='' ;;
        *'|--execution_log_json_file') previous="$word" ;;
        '--execution_log_json_file|'*) log="$word" previous='' ;;
        *'|-'*=*) options+=("$word") previous='' ;;
        *'|-'*) options+=("$word") previous="$word" ;;
        '|'*) ;;
        *) options+=("$word") previous='' ;;
      esac
    fi
    index=$((index + 1))
  done
}

# Sets `log` to a file of this process, and removes those of processes that have ended.
new_execution_log() {
  local file pid stale=()
  log="$cache/execution-log/$$.json"
  [ -d "$cache/execution-log" ] || mkdir "$cache/execution-log" 2>/dev/null || cannot_write "$cache/execution-log"
  for file in "$cache/execution-log"/*.json; do
    pid="${file##*/}" pid="${pid%.json}"
    if [ "$pid" = "$$" ] || ! kill -0 "$pid" 2>/dev/null; then stale+=("$file"); fi
  done
  [ ${#stale[@]} -eq 0 ] || rm -f "${stale[@]}"
}

# Exports the variables above if the command is `run`, and adds the execution log to it.
describe_run() {
  local startup=() words=() options log target json
  while [ $# -gt 0 ] && [ "$1" != run ]; do
    case "$1" in
      # Bazel's commands: the words before one of them are startup options and their values.
      analyze-profile | aquery | build | canonicalize-flags | clean | config | coverage | cquery | dump | fetch) return 0 ;;
      help | info | license | mobile-install | mod | print_action | query | shutdown | sync | test | vendor | version) return 0 ;;
    esac
    startup+=("$1")
    shift
  done
  [ $# -gt 0 ] || return 0
  shift
  while [ $# -gt 0 ] && [ "$1" != -- ]; do
    words+=("$1")
    shift
  done

  pick_options ${words[@]+"${words[@]}"}
  arguments=(${startup[@]+"${startup[@]}"} run)
  if [ -z "$log" ]; then
    new_execution_log
    arguments+=("--execution_log_json_file=$log")
  fi
  case "$log" in /*) ;; *) log="$PWD/$log" ;; esac
  arguments+=(${words[@]+"${words[@]}"} "$@")

  export FERRY_BAZEL="$way" FERRY_EXECUTION_LOG="$log" FERRY_BAZEL_STARTUP_OPTIONS FERRY_BAZEL_OPTIONS
  to_json_array ${startup[@]+"${startup[@]}"}
  FERRY_BAZEL_STARTUP_OPTIONS="$json"
  to_json_array ${options[@]+"${options[@]}"}
  FERRY_BAZEL_OPTIONS="$json"
}

arguments=("$@")
describe_run "$@"
