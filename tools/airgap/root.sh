# shellcheck shell=bash disable=SC2154  # sourced by debian.sh, which sets cache, root, recipe, workspace, fail and say
# Makes the private root with Debian's Bazel, once. It is built beside its final place and renamed when Bazel has
# answered from inside it, so a root that is there is whole, whatever happened to an earlier attempt.

suite=forky
packages=bazel-bootstrap,bazel-skylib,ca-certificates,git,procps,tzdata,unzip,zip
setup_log="$root.log"
partial="$root.partial-$$"

# Sets `mirror` to the Debian archive that this machine's apt uses; empty leaves the choice to mmdebstrap.
find_mirror() {
  mirror="$(apt-get indextargets --format '$(REPO_URI) $(LABEL)' 'Created-By: Packages' 'Origin: Debian' 2>/dev/null |
    sed -n 's/ Debian$//p' | head -n 1)" || mirror=''
}

# Writes the packages to "$partial". Root does it in place. Anyone else does it in a user namespace, whose files would
# belong to foreign user ids: they pass through tar and become the user's own, so that they can be removed.
bootstrap() {
  local options=(--variant=minbase --include="$packages" --aptopt='Acquire::Check-Valid-Until "false"'
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*')
  find_mirror
  mkdir "$partial"
  if [ "$EUID" -eq 0 ]; then
    exec mmdebstrap "${options[@]}" "$suite" "$partial" ${mirror:+"$mirror"}
  fi
  set -o pipefail
  # mmdebstrap's other user ids cannot enter a home folder.
  TMPDIR=/var/tmp mmdebstrap --format=tar "${options[@]}" "$suite" - ${mirror:+"$mirror"} |
    tar --extract --no-same-owner --exclude='./dev/*' --directory "$partial"
}

# Turns the machine's part of /etc into links to where ./enter.sh shows it, and checks that Bazel starts.
finish() {
  local file version
  for file in resolv.conf hosts passwd group gitconfig localtime; do
    ln -sfn "/.machine/etc/$file" "$partial/etc/$file"
  done
  if [ -f /etc/ssl/certs/ca-certificates.crt ]; then
    ln -sfn /.machine/etc/ssl/certs/ca-certificates.crt "$partial/etc/ssl/certs/ca-certificates.crt"
  fi
  # Debian's settings that print a warning or keep every sandbox.
  sed -i -e '/host_javabase/d' -e '/sandbox_debug/d' "$partial/etc/bazel/bazelrc"
  version="$(sed -n '/^Package: bazel-bootstrap$/,/^$/s/^Version: //p' "$partial/var/lib/dpkg/status")"
  mkdir "$partial/check"
  : >"$partial/check/MODULE.bazel"
  (
    root="$partial"
    cd "$partial/check"
    prepare_entry
    "${enter[@]}" bazel --batch --output_user_root="$partial/check/out" info java-home
  ) >>"$setup_log" 2>&1 8>&- || return
  chmod -R u+w "$partial/check" && rm -rf "$partial/check"
  printf '%s\n' "$version" >"$partial/etc/ferry-root"
}

# Removes a root that is no use. Nothing is mounted there, but if anything were, it would stay.
remove_tree() {
  [ ! -e "$1" ] || { chmod -R u+rwX "$1" 2>/dev/null || :; rm -rf --one-file-system "$1"; }
}

abandon() {
  trap '' INT TERM HUP
  [ -z "${job:-}" ] || { kill -TERM -- "-$job"; sleep 1; kill -KILL -- "-$job"; } 2>/dev/null || :
  remove_tree "$partial"
}

# Says how far the set-up is: on a terminal one line that changes, elsewhere a line for each new step.
show_progress() {
  local step unpacked archives text
  step="$(sed -n 's/^I: \(.*\)\.\.\.$/\1/p' "$setup_log" | tail -n 1)"
  case "$step" in
    running\ apt-get*) text='reading package lists' ;;
    downloading*) text='downloading packages' ;;
    *installing* | extracting*) text='installing packages' ;;
    cleaning*) text='cleaning up' ;;
    *) text='starting' ;;
  esac
  if [ -t 2 ]; then
    if [ "$text" = 'installing packages' ]; then
      unpacked=("$partial"/var/lib/dpkg/info/*.list) archives=("$partial"/var/cache/apt/archives/*.deb)
      text="$text: ${#unpacked[@]} of ${#archives[@]}"
    fi
    printf '\r\033[Kbazelw: %3d s  %s' "$SECONDS" "$text" >&2
  elif [ "$text" != "$shown" ]; then
    say "$(printf '%3d s  %s' "$SECONDS" "$text")"
    shown="$text"
  fi
}

build_root() {
  local leftover shown='' status=0 job=''
  for leftover in "$root".partial-*; do remove_tree "$leftover"; done
  : >"$setup_log"
  check_prerequisites
  say "setting up Debian's Bazel in $root: once, about 1.5 GB and 2 minutes; log: $setup_log"
  trap 'abandon; exit 130' INT
  trap 'abandon; exit 143' TERM
  trap 'abandon; exit 129' HUP
  SECONDS=0
  # With job control the job has a process group of its own, which can be ended as a whole.
  set -m
  bootstrap </dev/null >>"$setup_log" 2>&1 &
  job=$!
  set +m
  while kill -0 "$job" 2>/dev/null; do
    show_progress
    sleep 1
  done
  wait "$job" || status=$?
  job=''
  [ ! -t 2 ] || printf '\r\033[K' >&2
  [ $status -ne 0 ] || finish || status=$?
  if [ $status -ne 0 ]; then
    abandon
    if grep -q 'No space left on device' "$setup_log"; then
      fail "the disk of $cache is full; make room (2.2 GB), or set FERRY_CACHE_DIR to a folder with more. Nothing half-made is left. Log: $setup_log"
    fi
    fail "Debian's Bazel could not be set up; the end of $setup_log says why: $(grep -E '^(E|Err|error|ERROR)' "$setup_log" | tail -n 1)"
  fi
  mv -T "$partial" "$root"
  trap - INT TERM HUP
  read -r version <"$root/etc/ferry-root"
  say "Debian's Bazel $version is ready, after $SECONDS s."
}

# The lock is held by mmdebstrap too: if this process is killed, nobody touches the folder while it still writes.
exec 8>"$root.lock"
if ! flock --nonblock 8; then
  say "another bazelw is setting up Debian's Bazel; waiting for it. Its log: $setup_log"
  flock 8
fi
[ -f "$root/etc/ferry-root" ] || build_root
exec 8>&-
