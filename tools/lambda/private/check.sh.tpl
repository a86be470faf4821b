#!/bin/sh
# Starts {{program}} for {{target}}.
set -eu

# Bazel says where the runfiles of a test are; those of what it runs lie beside it.
runfiles="${TEST_SRCDIR:-$0.runfiles}"
cd "$runfiles/{{workspace}}" || {
    echo "error: {{target}}: its runfiles are not at $runfiles; start it by bazel" >&2
    exit 2
}

exec '{{node}}' '{{program}}' '{{argument}}'
