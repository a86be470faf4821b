# shellcheck shell=bash disable=SC2154  # sourced by bazelw, which sets cache, workspace, arguments, fail, say and cannot_write
# Runs bazelisk, which runs the Bazel that .bazelversion names. bazelisk comes from npm, at the version and with the
# integrity of bazelisk/package-lock.json; its binary is started directly, without Node.
version=1.28.1
home="$cache/bazelisk-$version"

case "$OSTYPE" in
  linux*) binary=linux ;;
  darwin*) binary=darwin ;;
  *) fail "bazelisk's npm package has no known binary for $OSTYPE; use Linux or macOS" ;;
esac
case "$HOSTTYPE" in
  x86_64) binary="bazelisk-${binary}_amd64" ;;
  aarch64 | arm64) binary="bazelisk-${binary}_arm64" ;;
  *) fail "bazelisk's npm package has no binary for a $HOSTTYPE processor; use x86_64 or arm64" ;;
esac
binary="$home/node_modules/@bazel/bazelisk/$binary"

# Two concurrent calls install it twice, each in a folder of its own; the first one to finish is kept.
install_bazelisk() {
  local partial="$home.partial-$$"
  command -v npm >/dev/null || fail 'npm is missing; install Node 20 or newer with npm (Debian: sudo apt-get install -y nodejs npm)'
  say "installing @bazel/bazelisk $version from npm in $home"
  trap 'rm -rf "$partial"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  { mkdir "$partial" && cp "$workspace/tools/bazelw/bazelisk"/package*.json "$partial/"; } 2>/dev/null || cannot_write "$partial"
  (cd "$partial" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >"$home.log" 2>&1 ||
    fail "npm cannot install @bazel/bazelisk $version; see $home.log"
  mv "$partial" "$home" 2>/dev/null || [ -x "$binary" ]
  rm -rf "$partial"
  trap - EXIT INT TERM
}

[ -x "$binary" ] || install_bazelisk
exec "$binary" ${arguments[@]+"${arguments[@]}"}
