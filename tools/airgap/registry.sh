# shellcheck shell=bash disable=SC2154  # sourced by debian.sh, which sets cache, workspace and cannot_write
# Writes an rc file with the URL of this checkout's registry. It cannot be in airgap.bazelrc: Bazel puts the path for %workspace% as it is,
# and a path is not a URL. With a space in it Bazel ends with code 48, and `%20` or `#` mean another folder.

# Sets `url` to the file URL of an absolute path: https://www.rfc-editor.org/rfc/rfc8089
to_file_url() {
  local LC_ALL=C path="$1" byte index
  url='file://'
  for ((index = 0; index < ${#path}; index++)); do
    byte="${path:index:1}"
    case "$byte" in
      [A-Za-z0-9/._~-]) ;;
      *)
        printf -v byte '%d' "'$byte"
        printf -v byte '%%%02X' "$((byte & 255))"
        ;;
    esac
    url="$url$byte"
  done
}

# Sets `registry_bazelrc` to that file, one for each checkout.
write_registry_bazelrc() {
  local url sum line
  to_file_url "$workspace/tools/airgap/registry"
  line="common --registry=$url"
  sum="$(printf '%s' "$url" | cksum)"
  registry_bazelrc="$cache/debian/registry-${sum%% *}.bazelrc"
  [ "$(cat "$registry_bazelrc" 2>/dev/null)" = "$line" ] ||
    { printf '%s\n' "$line" >"$registry_bazelrc.$$" && mv "$registry_bazelrc.$$" "$registry_bazelrc"; } 2>/dev/null || {
    rm -f "$registry_bazelrc.$$"
    cannot_write "$registry_bazelrc"
  }
}

write_registry_bazelrc
