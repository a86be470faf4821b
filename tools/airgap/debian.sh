# shellcheck shell=bash disable=SC2154  # sourced by bazelw, which sets cache, workspace, arguments, fail, say and cannot_write
# Runs Debian's Bazel. It comes from a newer Debian than this machine's, and needs that Debian's libraries, JDK and jars at fixed paths;
# so it is in a private root, which ./root.sh creates once and ./enter.sh enters.

# Increase it when ./root.sh changes the root: the next call then creates a new one beside the old.
recipe=1
root="$cache/debian/root-$recipe"

# Debian has no Latin-1 locale, without which Bazel's Java reads other bytes of a path than its client wrote: it would end with code 2.
refuse_other_characters() {
  local LC_ALL=C
  case "$workspace" in
    *[!\ -~]*) fail "the path of this checkout, $workspace, has other characters than ASCII, which Debian's Bazel cannot read; move it to another folder" ;;
  esac
}

refuse_other_characters
[ -d "$cache/debian" ] || mkdir -p "$cache/debian" 2>/dev/null || cannot_write "$cache/debian"
. "$workspace/tools/airgap/registry.sh"

# A server in another root must not be used: this property, which means nothing to Java, makes Bazel restart it.
bazel=(bazel "--host_jvm_args=-Dferry.root=$root" "--bazelrc=$workspace/tools/airgap/airgap.bazelrc" "--bazelrc=$cache/debian/machine.bazelrc"
  "--bazelrc=$registry_bazelrc" ${arguments[@]+"${arguments[@]}"})

# A program that `bazel run` started is already in the root. It gets the same startup options, and so the same server.
[ ! -f /etc/ferry-root ] || exec "${bazel[@]}"

. "$workspace/tools/airgap/enter.sh"
if [ ! -f "$root/etc/ferry-root" ]; then
  . "$workspace/tools/airgap/prerequisites.sh"
  . "$workspace/tools/airgap/root.sh"
fi
. "$workspace/tools/airgap/machine.sh"

read -r arrived <"$root/etc/ferry-root"
read -r wanted <"$workspace/.bazelversion"
case "$arrived" in
  "$wanted" | "$wanted"[!0-9.]*) ;;
  *) say "Debian's Bazel is $arrived; .bazelversion asks for $wanted. Results may differ from other machines." ;;
esac

run_in_root "$root" "${bazel[@]}"
