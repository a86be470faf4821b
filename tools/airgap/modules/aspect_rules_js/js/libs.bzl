"""For rules that build on these, such as the stand-ins of rules_ts and rules_esbuild."""

load("//js/private:copy_to_bin.bzl", "copy_file_to_bin_action", "copy_files_to_bin_actions")
load("//js/private:gather.bzl", "gather_inputs", "gather_js_info", "gather_runfiles")
load("//js/private:js_binary.bzl", "run_binary_action")

js_binary_lib = struct(run_binary_action = run_binary_action)

js_lib_helpers = struct(
    copy_file_to_bin_action = copy_file_to_bin_action,
    copy_files_to_bin_actions = copy_files_to_bin_actions,
    gather_inputs = gather_inputs,
    gather_js_info = gather_js_info,
    gather_runfiles = gather_runfiles,
)
