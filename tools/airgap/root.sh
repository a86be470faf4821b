# shellcheck shell=bash disable=SC2154  # sourced by debian.sh, which sets cache, root, recipe, workspace, fail, say and cannot_write
# Creates the private root with Debian's Bazel, once. It is built beside its final place and renamed after Bazel has answered from inside
# it, so an existing root is complete, whatever happened to an earlier attempt.

suite=forky
packages=bazel-bootstrap,bazel-skylib,ca-certificates,git,procps,tzdata,unzip,zip
setup_log="$root.log"
partial="$root.partial-$$"

# Sets `mirror` to the Debian archive that this machine's apt uses; if empty, mmdebstrap chooses.
find_mirror() {
  # shellcheck disable=SC2016  # apt-get's variables, not the shell's
  mirror="$(apt-get indextargets --format '$(REPO_URI) $(LABEL)' 'Created-By: Packages' 'Origin: Debian' 2>/dev/null |
    sed -n 's/ Debian$//p' | head -n 1)" || mirror=''
}

# Writes the packages to "$partial". Root does it in place. Other users do it in a user namespace, whose files would belong to foreign user
# ids: tar makes them the user's own, so that they can be removed.
install_packages() {
  local options=(--variant=minbase --include="$packages" --aptopt='Acquire::Check-Valid-Until "false"'
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*')
  find_mirror
  mkdir "$partial"
  if [ "$EUID" -eq 0 ]; then
    mmdebstrap "${options[@]}" "$suite" "$partial" ${mirror:+"$mirror"}
  else
    # The user ids of the namespace cannot enter a home folder, so mmdebstrap works in /var/tmp.
    TMPDIR=/var/tmp mmdebstrap --format=tar "${options[@]}" "$suite" - ${mirror:+"$mirror"} |
      tar --extract --no-same-owner --exclude='./dev/*' --directory "$partial"
  fi
}

# Replaces the machine's part of /etc by links to where ./enter.sh mounts it.
link_machine() {
  local file
  for file in resolv.conf hosts passwd group gitconfig localtime; do
    ln -sfn "/.machine/etc/$file" "$partial/etc/$file"
  done
  if [ -f /etc/ssl/certs/ca-certificates.crt ]; then
    ln -sfn /.machine/etc/ssl/certs/ca-certificates.crt "$partial/etc/ssl/certs/ca-certificates.crt"
  fi
}

# Fails unless Bazel starts in the root and answers.
check_bazel() {
  mkdir "$partial/check"
  cd "$partial/check" || return
  : >MODULE.bazel
  prepare_entry "$partial"
  "${enter[@]}" bazel --batch --output_user_root="$partial/check/out" info java-home 8>&-
  chmod -R u+w "$partial/check"
  rm -rf "$partial/check"
}

# Creates "$partial" and renames it to "$root". It runs as a job of its own, which ends with the first command that fails.
fill_partial() {
  set -o pipefail
  install_packages
  # Remove Debian's settings that print a warning with each command, or keep every sandbox.
  sed -i -e '/host_javabase/d' -e '/sandbox_debug/d' "$partial/etc/bazel/bazelrc"
  link_machine
  printf 'I: checking Bazel...\n'
  check_bazel
  sed -n '/^Package: bazel-bootstrap$/,/^$/s/^Version: //p' "$partial/var/lib/dpkg/status" >"$partial/etc/ferry-root"
  mv -T "$partial" "$root"
}

# Removes an unusable root. Nothing should be mounted there; if anything is, it stays.
remove_tree() {
  [ ! -e "$1" ] || { chmod -R u+rwX "$1" 2>/dev/null || :; rm -rf --one-file-system "$1"; }
}

abandon() {
  trap '' INT TERM HUP
  [ -z "${job:-}" ] || { kill -TERM -- "-$job"; sleep 1; kill -KILL -- "-$job"; } 2>/dev/null || :
  remove_tree "$partial"
}

# Shows the progress: on a terminal one line that changes, elsewhere a line for each new step.
show_progress() {
  local text unpacked archives
  case "$(sed -n 's/^I: \(.*\)\.\.\.$/\1/p' "$setup_log" | tail -n 1)" in
    running\ apt-get*) text='reading package lists' ;;
    downloading*) text='downloading packages' ;;
    installing* | extracting*) text='installing packages' ;;
    cleaning* | creating*) text='cleaning up' ;;
    checking*) text='checking that Bazel starts' ;;
    *) text='starting' ;;
  esac
  if [ -t 2 ]; then
    unpacked=("$partial"/var/lib/dpkg/info/*.list) archives=("$partial"/var/cache/apt/archives/*.deb)
    if [ "$text" = 'installing packages' ] && [ -f "${archives[0]}" ]; then
      text="$text: ${#unpacked[@]} of ${#archives[@]}"
    fi
    printf '\r\033[Kbazelw: %3d s  %s' "$SECONDS" "$text" >&2
  elif [ "$text" != "$shown" ]; then
    say "$(printf '%3d s  %s' "$SECONDS" "$text")"
    shown="$text"
  fi
}

# Exits with the reason why there is no root.
give_up() {
  local reason free
  find_free_space "$cache"
  abandon
  # The log is on the same disk, and may lack the message.
  if [ "$free" -lt 20 ] || grep -q 'No space left on device' "$setup_log"; then
    fail "the disk that holds $cache is full; make room ($needed_megabytes MB), or set FERRY_CACHE_DIR to a folder with more. Log: $setup_log"
  fi
  reason="$(grep -E '^(E:|Err:|ERROR|FATAL|bwrap:)' "$setup_log" | tail -n 1)" || reason="$(tail -n 1 "$setup_log")"
  fail "Debian's Bazel could not be set up ($reason); read the end of $setup_log, then try again"
}

build_root() {
  local leftover shown='' status=0 job='' version
  for leftover in "$root" "$root".partial-*; do remove_tree "$leftover"; done
  { : >"$setup_log"; } 2>/dev/null || cannot_write "$setup_log"
  check_prerequisites
  say "setting up Debian's Bazel in $root: once, about 1.5 GB and 2 minutes; log: $setup_log"
  trap 'abandon; exit 130' INT
  trap 'abandon; exit 143' TERM
  trap 'abandon; exit 129' HUP
  SECONDS=0
  set -m # gives the job a process group of its own, which can be ended as a whole
  fill_partial </dev/null >>"$setup_log" 2>&1 &
  job=$!
  set +m
  while kill -0 "$job" 2>/dev/null; do
    show_progress
    sleep 1
  done
  [ ! -t 2 ] || printf '\r\033[K' >&2
  wait "$job" || status=$?
  job=''
  [ $status -eq 0 ] || give_up
  trap - INT TERM HUP
  read -r version <"$root/etc/ferry-root"
  say "Debian's Bazel $version is ready, after $SECONDS s."
}

# The job holds the lock too: if only this process is killed, the job still finishes for those that wait.
{ exec 8>"$root.lock"; } 2>/dev/null || cannot_write "$root.lock"
if ! flock --nonblock 8; then
  say "another bazelw is setting up Debian's Bazel; waiting for it. Its log: $setup_log"
  flock 8
fi
[ -f "$root/etc/ferry-root" ] || build_root
exec 8>&-
