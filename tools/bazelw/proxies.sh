# shellcheck shell=bash  # sourced by bazelw
# Makes all programs that bazelw starts read the proxies in the same way. curl and apt read http_proxy in lower case only, bazelisk
# prefers upper case, and only some never send requests for this machine to a proxy. So if a proxy is set, each variable is exported in
# both forms (lower case takes precedence, as in curl), and NO_PROXY also has this machine.

# Exports a variable in both forms, if it has a value.
export_both() { # export_both <lower case> <upper case> <value>
  [ -z "$3" ] || export "$1=$3" "$2=$3"
}

share_proxies() {
  local https="${https_proxy:-${HTTPS_PROXY:-}}" http="${http_proxy:-${HTTP_PROXY:-}}" no="${no_proxy:-${NO_PROXY:-}}" host
  [ -n "$https$http" ] || return 0
  # curl takes `*`, which is every host, only where it stands alone.
  [ "$no" = '*' ] || for host in localhost 127.0.0.1 ::1; do
    case ",$no," in *",$host,"*) ;; *) no="${no:+$no,}$host" ;; esac
  done
  export_both https_proxy HTTPS_PROXY "$https"
  export_both http_proxy HTTP_PROXY "$http"
  export_both no_proxy NO_PROXY "$no"
}

share_proxies
