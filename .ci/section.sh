# shellcheck shell=bash  # sourced by .ci/run
# Prints a heading, with the time since the start in minutes and seconds.
section() {
  printf '\n==> %02d:%02d  %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$1"
}
