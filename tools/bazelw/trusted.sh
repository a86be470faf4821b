# shellcheck shell=bash disable=SC2154  # sourced by bazelw, which sets cache, workspace, way, arguments and fail
# `bazelw --trusted <command>`: everything that it runs was built on this machine, from the sources of this workspace and from downloads
# that are verified by a digest. No cache that others can write to is used.
#
#   ./bazelw --trusted run //:attest -- --env prod
#   ./bazelw --trusted clean --expunge              # removes what trusted commands built here
#
# It keeps an output base of its own, so that a build without changes is fast. Bazel's local action cache is in the output base, and keeps
# earlier results of a shared cache: in the everyday one, --noremote_accept_cached would be too late. It reads neither user.bazelrc nor
# the rc files of this user and machine, and takes no option that could name a cache, another output base or another repository: only
# those below, which choose what is built and what is shown.

# Fails unless each word before `--` is a command, a target or one of these options.
check_words() {
  local word
  for word in "$@"; do
    case "$word" in
      --) return 0 ;;
      --color=* | --curses=* | --noshow_progress | --keep_going | --output_groups=* | --execution_log_json_file=*) ;;
      --noremote_accept_cached | --disk_cache= | --remote_download_outputs=all) ;; # the deployer's, for a rebuild
      --output=graph | --nograph:factored) ;;                                      # the deployer's, for `plan --why`
      --expunge) ;;
      -*) fail "--trusted takes no $word; leave it out, or commit it to common.bazelrc if every build wants it" ;;
    esac
  done
}

# Sets `base` to the trusted output base of this workspace.
find_base() {
  local sum folder="$cache/trusted"
  [ -d "$folder" ] || (umask 077 && mkdir -p "$folder") || fail "cannot create the folder $folder"
  [ -O "$folder" ] || fail "$folder belongs to another user, who could put anything into it; set FERRY_CACHE_DIR to a folder of your own"
  sum="$(printf '%s' "$workspace" | cksum)"
  base="$folder/${workspace##*/}-${sum%% *}"
  # Compiled code of the programs that run, also separate.
  export NODE_COMPILE_CACHE="$base/node-compile-cache"
}

# Replaces `arguments` by what Bazel gets.
trust() {
  local command="${2:-}" base startup options=()
  case "$command" in
    run | build)
      options=(--remote_cache= --disk_cache= --remote_executor= --noremote_accept_cached --noremote_upload_local_results
        # Part of the key of each entry in the local action cache: what an everyday command left in this output base is not used.
        --remote_default_exec_properties=ferry=trusted
        # The links bazel-bin and bazel-out of the workspace stay the everyday ones.
        --symlink_prefix=/)
      ;;
    query | info | clean | shutdown) ;;
    *) fail "--trusted must be followed by run, build, query, info, clean or shutdown, not by \"$command\": ./bazelw --trusted run //:attest -- --env prod" ;;
  esac
  shift 2
  check_words "$@"
  find_base
  startup=(--nohome_rc --noworkspace_rc "--bazelrc=$workspace/common.bazelrc" "--output_base=$base")
  # The system rc file of Debian's Bazel is in the private root, and belongs to that Bazel.
  [ "$way" = debian ] || startup+=(--nosystem_rc)
  arguments=("${startup[@]}" "$command" ${options[@]+"${options[@]}"} "$@")
}

trust "${arguments[@]}"
