# shellcheck shell=bash disable=SC2154  # sourced by debian.sh, which sets cache, root, enter and fail
# What Bazel in the private root has to know about this machine: its npm registry and the certificates it trusts.
# Both are looked up once, and again when the files that they come from are newer.

# Sets `npm_settings` to what decides npm's registry: the user's and the machine's files and the environment.
find_npm_settings() {
  local file
  npm_settings=()
  for file in "${NPM_CONFIG_USERCONFIG:-${npm_config_userconfig:-${HOME:-}/.npmrc}}" \
    "${NPM_CONFIG_GLOBALCONFIG:-/etc/npmrc}" /usr/etc/npmrc /usr/local/etc/npmrc; do
    [ ! -f "$file" ] || npm_settings+=("$file")
  done
  npm_stamp="# npm: ${NPM_CONFIG_REGISTRY:-} ${npm_config_registry:-} ${npm_settings[*]-}"
}

# Succeeds if machine.bazelrc was made from the settings that npm has now.
machine_bazelrc_is_current() {
  local file stamp
  [ -f "$machine_bazelrc" ] || return
  read -r stamp <"$machine_bazelrc"
  [ "$stamp" = "$npm_stamp" ] || return
  for file in ${npm_settings[@]+"${npm_settings[@]}"}; do
    [ ! "$file" -nt "$machine_bazelrc" ] || return
  done
}

# Asks npm, so that no registry is named in this repository. It takes 0.3 s, hence the file.
write_machine_bazelrc() {
  local registry
  command -v npm >/dev/null || fail 'npm is missing; install Node 20 or newer with npm (Debian: sudo apt-get install -y nodejs npm)'
  # Started in / it sees no project's .npmrc.
  registry="$(cd / && npm config get registry 2>/dev/null)" || registry=''
  case "$registry" in
    http://* | https://*) ;;
    *) fail "npm names no registry (\"$registry\"); set one: npm config set registry <url>" ;;
  esac
  printf '%s\ncommon --repo_env=FERRY_NPM_REGISTRY=%s\n' "$npm_stamp" "${registry%/}/" >"$machine_bazelrc.$$"
  mv "$machine_bazelrc.$$" "$machine_bazelrc"
}

# Makes Java in the root, and with it Bazel's downloader, trust what this machine trusts.
write_truststore() {
  local bundle="$cache/debian/certificates.$$.pem" store="$root/etc/ssl/certs/java/cacerts" extra="${NODE_EXTRA_CA_CERTS:-}"
  cat "$machine_certificates" >"$bundle"
  if [ -f "$extra" ] && ! [ "$extra" -ef "$machine_certificates" ]; then cat "$extra" >>"$bundle"; fi
  prepare_entry
  # Java reads a PKCS #12 file without a password only if it has neither encryption nor a MAC.
  "${enter[@]}" openssl pkcs12 -export -nokeys -jdktrust anyExtendedKeyUsage -certpbe NONE -nomac -passout pass: \
    -in "$bundle" -out "$bundle.p12" || fail "cannot read the certificates in $machine_certificates (and ${extra:-no NODE_EXTRA_CA_CERTS})"
  mv "$bundle.p12" "$store"
  rm -f "$bundle"
}

machine_certificates=/etc/ssl/certs/ca-certificates.crt
machine_bazelrc="$cache/debian/machine.bazelrc"
find_npm_settings
machine_bazelrc_is_current || write_machine_bazelrc
if [ "$machine_certificates" -nt "$root/etc/ssl/certs/java/cacerts" ]; then write_truststore; fi
