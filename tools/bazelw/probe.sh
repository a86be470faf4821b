# shellcheck shell=bash disable=SC2154  # sourced by bazelw, which sets cache, say and cannot_write
# Decides how this machine gets Bazel: sets `way` and stores it in "$cache/way".

# Succeeds if the host answers HTTPS within 3 s, whatever the status code. curl uses this machine's proxies;
# Node, which is always there, is used only if curl is not installed.
host_answers() {
  if command -v curl >/dev/null; then
    curl --silent --output /dev/null --head --max-time 3 "https://$1/"
  else
    # Read by Node 22.21 or newer; an older one goes without a proxy.
    NODE_USE_ENV_PROXY=1 node -e 'const request = require("https").request({ host: process.argv[1], method: "HEAD" }, () => process.exit(0));
      request.on("error", () => process.exit(1)).end();
      setTimeout(() => process.exit(1), 3000);' "$1"
  fi
}

host_answers releases.bazel.build & release_probe=$!
host_answers bcr.bazel.build & registry_probe=$!
if wait "$release_probe" && wait "$registry_probe"; then
  way=bazelisk
  say "using Bazel by bazelisk: Bazel's release host and the Bazel Central Registry answer."
else
  way=debian
  say "using Debian's Bazel: Bazel's release host or the Bazel Central Registry does not answer from here."
fi
{ printf '%s\n' "$way" >"$cache/way.$$" && mv "$cache/way.$$" "$cache/way"; } 2>/dev/null || {
  rm -f "$cache/way.$$"
  cannot_write "$cache/way"
}
say "remembered in $cache/way: remove that file to have it looked up again, or set FERRY_BAZEL=bazelisk|debian."
