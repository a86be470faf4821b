# shellcheck shell=bash disable=SC2154  # sourced by debian.sh
# Enters the private root. The process gets its /usr and /etc, read-only; everything else (home, workspace, temporary folders, …) is the
# machine's, at the same path. Nothing is hidden: this is not a sandbox, but another set of libraries.

# Sets `enter` to the bwrap command that runs a command in the given root.
prepare_entry() {
  local root="$1" entry
  enter=(bwrap --die-with-parent --tmpfs / --ro-bind "$root/usr" /usr --ro-bind "$root/etc" /etc
    --symlink usr/bin /bin --symlink usr/sbin /sbin --symlink usr/lib /lib --symlink usr/lib64 /lib64
    # The root's resolv.conf, hosts, passwd, … are links to here, so that a running server sees a change of network.
    --ro-bind /etc /.machine/etc --symlink /run /.machine/run
    --dev-bind /dev /dev
    # The machine's own /proc: on top of a new one, Bazel's linux-sandbox could not mount its own.
    --bind /proc /proc)
  # /proc is bound like the rest: Bazel's own sandbox cannot mount one over the partly covered one that bwrap makes.
  for entry in /*; do
    case "$entry" in
      /usr | /etc | /bin | /sbin | /lib | /lib32 | /lib64 | /libx32 | /dev | /boot | /lost+found) ;;
      *) [ ! -d "$entry" ] || enter+=(--bind "$entry" "$entry") ;;
    esac
  done
  # The machine's JAVA_HOME does not exist in the root.
  enter+=(--setenv JAVA_HOME /usr/lib/jvm/default-java --chdir "$PWD")
}

# Runs a command in the given root and ends with its exit code.
#
# bwrap stays between this process and the command, and would die of a signal that the command handles (Bazel ends a build on the first
# Ctrl-C). So bwrap ignores the terminal's signals, the command gets their defaults back, and a signal that was sent only to this process
# is forwarded.
run_in_root() {
  local status=0
  prepare_entry "$1"
  shift
  trap '' INT QUIT
  "${enter[@]}" env --default-signal=INT,QUIT "$@" <&0 &
  entered=$!
  trap 'forward TERM' TERM
  trap 'forward HUP' HUP
  # From a terminal, Ctrl-C reaches the command directly; forwarding it would make two.
  if ! { : </dev/tty; } 2>/dev/null; then trap 'forward INT' INT; fi
  while :; do
    status=0
    wait "$entered" || status=$?
    kill -0 "$entered" 2>/dev/null || break
  done
  exit "$status"
}

# Sends a signal to the command in the root: the only child of bwrap.
forward() {
  local command=''
  read -r command <"/proc/$entered/task/$entered/children" || : # the line has no newline
  [ -z "$command" ] || kill "-$1" "$command" 2>/dev/null || :
}
