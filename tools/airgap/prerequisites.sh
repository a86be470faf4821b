# shellcheck shell=bash disable=SC2154  # sourced by root.sh, which sets cache, fail and say
# Checks what the set-up of the private root needs. Each problem is one line with the command that fixes it.

needed_megabytes=2200

# Sets `missing` to the Debian packages that this machine lacks.
find_missing_packages() {
  missing=''
  command -v bwrap >/dev/null || missing="$missing bubblewrap"
  command -v mmdebstrap >/dev/null || missing="$missing mmdebstrap"
  [ -f /usr/share/keyrings/debian-archive-keyring.gpg ] || missing="$missing debian-archive-keyring"
  # Users other than root create the root in a user namespace.
  [ "$EUID" -eq 0 ] || command -v newuidmap >/dev/null || missing="$missing uidmap"
}

# Installs the missing packages. Only root does so without asking: that is a container or a CI machine.
install_missing_packages() {
  find_missing_packages
  [ -n "$missing" ] || return 0
  command -v apt-get >/dev/null ||
    fail "this machine lacks$missing and has no apt-get; use a Debian machine, or one that reaches the Bazel Central Registry with FERRY_BAZEL=bazelisk"
  [ "$EUID" -eq 0 ] || fail "this machine lacks$missing; run: sudo apt-get install -y$missing"
  say "installing$missing with apt-get; log: $setup_log"
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086  # a list of words
  { compgen -G '/var/lib/apt/lists/*Packages*' >/dev/null && apt-get install -y $missing; } >>"$setup_log" 2>&1 ||
    { apt-get update && apt-get install -y $missing; } >>"$setup_log" 2>&1 ||
    fail "apt-get cannot install$missing; see $setup_log, then run: apt-get update && apt-get install -y$missing"
}

check_namespaces() {
  local fix='run it where user namespaces are allowed (in a container: docker run --privileged)'
  bwrap --bind / / --dev-bind /dev /dev true 2>>"$setup_log" && return
  if [ "$(cat /proc/sys/kernel/apparmor_restrict_unprivileged_userns 2>/dev/null)" = 1 ]; then
    fix='run: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0'
  elif [ "$(cat /proc/sys/kernel/unprivileged_userns_clone 2>/dev/null)" = 0 ]; then
    fix='run: sudo sysctl kernel.unprivileged_userns_clone=1'
  fi
  fail "bubblewrap may not create a namespace here; $fix"
}

# Sets `free` to the megabytes that are free on the file system of a folder.
find_free_space() {
  free="$(df --output=avail --block-size=1M "$1" | tail -n 1)"
  free="${free// /}"
}

check_space() {
  local free
  find_free_space "$1"
  [ "$free" -ge "$needed_megabytes" ] ||
    fail "$1 has $free MB free and Debian's Bazel needs $needed_megabytes MB; make room, or set FERRY_CACHE_DIR to a folder with more"
}

check_prerequisites() {
  [ "$(uname -s)" = Linux ] || fail "Debian's Bazel runs on Linux only; use FERRY_BAZEL=bazelisk here"
  case "$workspace/" in
    /usr/* | /etc/*) fail "$workspace is in a folder that Debian's Bazel replaces; move the checkout out of /usr and /etc" ;;
  esac
  check_space "$cache"
  install_missing_packages
  check_namespaces
}
