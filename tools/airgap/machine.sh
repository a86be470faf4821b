# shellcheck shell=bash disable=SC2154  # sourced by debian.sh, which sets cache, root, fail and cannot_write
# Writes machine.bazelrc: settings of this machine for Bazel in the private root, its npm registry and trusted certificates. That takes
# 0.4 s, so it is done once, and again when its inputs change.

# Sets `inputs` to its input files, and `stamp` to the first line of a machine.bazelrc that is made from them.
find_inputs() {
  local file
  inputs=()
  for file in "$certificates" "${NODE_EXTRA_CA_CERTS:-}" \
    "${NPM_CONFIG_USERCONFIG:-${npm_config_userconfig:-${HOME:-}/.npmrc}}" \
    "${NPM_CONFIG_GLOBALCONFIG:-/etc/npmrc}" /usr/etc/npmrc /usr/local/etc/npmrc; do
    [ ! -f "$file" ] || inputs+=("$file")
  done
  stamp="# from ${inputs[*]-} ${NPM_CONFIG_REGISTRY:-} ${npm_config_registry:-}"
}

is_current() {
  local file first
  [ -f "$machine_bazelrc" ] || return
  IFS= read -r first <"$machine_bazelrc"
  [ "$first" = "$stamp" ] || return
  for file in ${inputs[@]+"${inputs[@]}"}; do
    [ ! "$file" -nt "$machine_bazelrc" ] || return
  done
}

# Sets `registry` to that of npm, so that this repository names no registry.
find_registry() {
  command -v npm >/dev/null || fail 'npm is missing; install Node 20 or newer with npm (Debian: sudo apt-get install -y nodejs npm)'
  # In /, npm reads no project's .npmrc.
  registry="$(cd / && npm config get registry 2>/dev/null)" || registry=''
  case "$registry" in
    http://* | https://*) registry="${registry%/}/" ;;
    *) fail "npm has no registry (\"$registry\"); set one: npm config set registry <url>" ;;
  esac
}

# Sets `truststore` to a file with which Java, and so Bazel's downloader, trusts what this machine trusts; empty if the machine has no
# certificates of its own. Its name changes with its content, so that a server with an older one restarts.
write_truststore() {
  local pem="$cache/debian/certificates.$$.pem" sum
  truststore=''
  [ -f "$certificates" ] || return 0
  { cat "$certificates" >"$pem"; } 2>/dev/null || { rm -f "$pem" && cannot_write "$pem"; }
  if [ -f "${NODE_EXTRA_CA_CERTS:-}" ] && ! [ "$NODE_EXTRA_CA_CERTS" -ef "$certificates" ]; then
    { cat "$NODE_EXTRA_CA_CERTS" >>"$pem"; } 2>/dev/null || { rm -f "$pem" && cannot_write "$pem"; }
  fi
  sum="$(cksum <"$pem")"
  truststore="$cache/debian/truststore-${sum%% *}.p12"
  prepare_entry "$root"
  # Java reads a PKCS #12 file without a password only if it has neither encryption nor a MAC.
  "${enter[@]}" openssl pkcs12 -export -nokeys -jdktrust anyExtendedKeyUsage -certpbe NONE -nomac -passout pass: \
    -in "$pem" -out "$pem.p12" || fail "openssl cannot read the certificates in $pem, made from $certificates and NODE_EXTRA_CA_CERTS"
  mv "$pem.p12" "$truststore"
  rm -f "$pem"
}

write_machine_bazelrc() {
  local registry truststore lines
  find_registry
  write_truststore
  lines=("$stamp" "common --repo_env=FERRY_NPM_REGISTRY=$registry")
  [ -z "$truststore" ] || lines+=("startup \"--host_jvm_args=-Djavax.net.ssl.trustStore=$truststore\"")
  { printf '%s\n' "${lines[@]}" >"$machine_bazelrc.$$" && mv "$machine_bazelrc.$$" "$machine_bazelrc"; } 2>/dev/null || {
    rm -f "$machine_bazelrc.$$"
    cannot_write "$machine_bazelrc"
  }
}

certificates=/etc/ssl/certs/ca-certificates.crt
machine_bazelrc="$cache/debian/machine.bazelrc"
find_inputs
is_current || write_machine_bazelrc
