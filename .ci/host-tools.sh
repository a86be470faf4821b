# shellcheck shell=bash  # sourced by .ci/run
# Installs programs that the tests need and this machine lacks. Arguments: <program>:<Debian package> …
install_host_tools() {
  local tool missing=()
  for tool in "$@"; do
    PATH="$PATH:/usr/sbin" command -v "${tool%%:*}" >/dev/null || missing+=("${tool#*:}")
  done
  if [ ${#missing[@]} -eq 0 ]; then
    echo 'all installed'
    return
  fi
  if [ "$EUID" -ne 0 ]; then
    echo "error: this machine lacks ${missing[*]}; run: sudo apt-get install -y ${missing[*]}" >&2
    return 1
  fi
  echo "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  # Without package lists, or with old ones, the first attempt fails.
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1 || {
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  }
}
