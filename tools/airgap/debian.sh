# shellcheck shell=bash disable=SC2154  # sourced by bazelw, which sets cache, workspace, arguments, fail, say and cannot_write
# Runs Debian's Bazel. It comes from a newer Debian than this machine's, and needs that Debian's libraries, JDK and jars at fixed paths;
# so it is in a private root, which ./root.sh creates once and ./enter.sh enters.

# Increase it when ./root.sh changes the root: the next call then creates a new one beside the old.
recipe=1
root="$cache/debian/root-$recipe"

# A server in another root must not be used: this property, which means nothing to Java, makes Bazel restart it.
bazel=(bazel "--host_jvm_args=-Dferry.root=$root" "--bazelrc=$workspace/tools/airgap/airgap.bazelrc" "--bazelrc=$cache/debian/machine.bazelrc"
  ${arguments[@]+"${arguments[@]}"})

# A program that `bazel run` started is already in the root. It gets the same startup options, and so the same server.
[ ! -f /etc/ferry-root ] || exec "${bazel[@]}"

. "$workspace/tools/airgap/enter.sh"
if [ ! -f "$root/etc/ferry-root" ]; then
  mkdir -p "$cache/debian" 2>/dev/null || cannot_write "$cache/debian"
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
