# shellcheck shell=bash
# Shared by the tests of bazelw: they print one line per check, and fail at the end if any check did.

failures=0

# expect <what> <wanted> <got>
expect() {
  if [ "$2" = "$3" ]; then
    printf 'ok      %s\n' "$1"
  else
    printf 'FAILED  %s\n  wanted: %s\n  got:    %s\n' "$1" "$2" "$3"
    failures=$((failures + 1))
  fi
}

# expect_match <what> <wanted pattern, as in case> <got>
expect_match() {
  # shellcheck disable=SC2254  # the pattern is meant as one
  case "$3" in
    $2) printf 'ok      %s\n' "$1" ;;
    *) expect "$@" ;;
  esac
}

# Makes a folder with links to all programs of this machine except the named ones: a PATH without them.
path_without() {
  local folder="$1" program directories
  shift
  mkdir -p "$folder"
  IFS=: read -r -a directories <<<"$PATH"
  for program in "${directories[@]}"; do
    [ ! -d "$program" ] || find "$program" -maxdepth 1 ! -type d -exec ln -s -t "$folder" {} + 2>/dev/null || :
  done
  for program in "$@"; do rm -f "$folder/$program"; done
}

# Makes a workspace for bazelw, with a program //:show and a slow action //:slow.
make_workspace() {
  local repository="$1" workspace="$2"
  mkdir -p "$workspace/a folder"
  cp "$repository/bazelw" "$repository/.bazelversion" "$workspace/"
  ln -s "$repository/tools" "$workspace/tools"
  echo 'tools' >"$workspace/.bazelignore"
  echo 'module(name = "scratch")' >"$workspace/MODULE.bazel"
  cp "$repository/.bazelrc" "$workspace/"
  echo 'common --lockfile_mode=off' >"$workspace/common.bazelrc"
  cp "$repository/tools/bazelw/testing/show.sh" "$workspace/show.sh"
  cat >"$workspace/program.bzl" <<'BZL'
def _program(ctx):
    copy = ctx.actions.declare_file(ctx.label.name + "_program.sh")
    ctx.actions.run_shell(
        inputs = [ctx.file.src],
        outputs = [copy],
        arguments = [ctx.file.src.path, copy.path],
        command = "cp $1 $2",
        mnemonic = "CopyProgram",
    )
    return DefaultInfo(executable = copy)

program = rule(_program, attrs = {"src": attr.label(allow_single_file = True)}, executable = True)
BZL
  cat >"$workspace/BUILD.bazel" <<'BUILD'
load(":program.bzl", "program")
program(name = "show", src = "show.sh")
genrule(name = "slow", outs = ["slow.txt"], cmd = "sleep 600; touch $@")
BUILD
}
