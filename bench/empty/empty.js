// Nothing: see BUILD.bazel.
