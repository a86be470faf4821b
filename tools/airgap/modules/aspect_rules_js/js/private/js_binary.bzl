"""js_binary and js_test: run a program on the Node.js toolchain."""

load("//js:directory_path.bzl", "DirectoryPathInfo")
load(":gather.bzl", "gather_runfiles")

JsBinaryInfo = provider(
    doc = "For js_run_binary: a program in the output tree.",
    fields = {
        "entry_point": "path of the script, relative to the bin directory",
        "env": "dict of the program's environment",
        "files": "depset of the program's files, without the launcher's",
        "fixed_args": "arguments before all others",
        "node_options": "options of Node.js itself",
    },
)

_ATTRS = {
    "chdir": attr.string(doc = "Directory to run in, relative to the root of the runfiles of the main repository."),
    "data": attr.label_list(
        allow_files = True,
        doc = "Runtime dependencies of the program.",
    ),
    "entry_point": attr.label(
        allow_files = True,
        doc = "The script that Node.js runs: one file, or a target that provides DirectoryPathInfo.",
        mandatory = True,
    ),
    "env": attr.string_dict(doc = "Environment of the program; `$(location)` and make variables are expanded."),
    "fixed_args": attr.string_list(doc = "Arguments that are always passed, before all others."),
    "node_options": attr.string_list(doc = "Options of Node.js itself."),
    "_fs_patch": attr.label(
        allow_single_file = True,
        default = Label("//js/private:fs_patch.cjs"),
    ),
    "_launcher_template": attr.label(
        allow_single_file = True,
        default = Label("//js/private:js_binary.sh.tpl"),
    ),
}

_RUNTIME_TOOLCHAIN = "@rules_nodejs//nodejs:runtime_toolchain_type"

def _quote(value):
    return "'" + value.replace("'", "'\\''") + "'"

def _expand(ctx, attribute, value):
    return ctx.expand_make_variables(attribute, ctx.expand_location(value, ctx.attr.data), {})

def _entry_point(ctx):
    if DirectoryPathInfo in ctx.attr.entry_point:
        info = ctx.attr.entry_point[DirectoryPathInfo]
        return info.directory, info.directory.short_path + "/" + info.path
    if len(ctx.files.entry_point) != 1:
        fail("entry_point must be a single file or a target that provides a DirectoryPathInfo")
    return ctx.files.entry_point[0], ctx.files.entry_point[0].short_path

def _js_binary_impl(ctx):
    node = ctx.toolchains[_RUNTIME_TOOLCHAIN].nodeinfo.node
    entry_point, entry_point_path = _entry_point(ctx)
    env = {name: _expand(ctx, "env", value) for name, value in ctx.attr.env.items()}
    fixed_args = [_expand(ctx, "fixed_args", arg) for arg in ctx.attr.fixed_args]
    node_options = [_expand(ctx, "node_options", option) for option in ctx.attr.node_options]

    launcher = ctx.actions.declare_file("{0}_/{0}".format(ctx.label.name))
    ctx.actions.expand_template(
        template = ctx.file._launcher_template,
        output = launcher,
        is_executable = True,
        substitutions = {
            "{{bindir}}": ctx.bin_dir.path,
            "{{chdir}}": _quote(_expand(ctx, "chdir", ctx.attr.chdir)),
            "{{entry_point}}": _quote(entry_point_path),
            "{{env}}": "\n".join(["export {}={}".format(name, _quote(value)) for name, value in env.items()]),
            "{{fixed_args}}": " ".join([_quote(arg) for arg in fixed_args]),
            "{{fs_patch}}": _quote(ctx.file._fs_patch.short_path),
            "{{node_options}}": " ".join([_quote(option) for option in node_options]),
            "{{node}}": _quote(node.short_path),
            "{{target}}": str(ctx.label),
            "{{workspace}}": ctx.workspace_name,
        },
    )
    program = gather_runfiles(
        ctx,
        data = ctx.attr.data,
        data_files = [entry_point] + ctx.files.data,
    )
    providers = [
        DefaultInfo(
            executable = launcher,
            runfiles = program.merge(ctx.runfiles(files = [launcher, node, ctx.file._fs_patch])),
        ),
        JsBinaryInfo(
            entry_point = entry_point_path,
            env = env,
            files = program.files,
            fixed_args = fixed_args,
            node_options = node_options,
        ),
    ]
    if env:
        providers.append(RunEnvironmentInfo(environment = env))
    return providers

js_binary = rule(
    implementation = _js_binary_impl,
    attrs = _ATTRS,
    doc = "Runs a JavaScript program with `bazel run`, or as the tool of an action.",
    executable = True,
    toolchains = [_RUNTIME_TOOLCHAIN],
)

js_test = rule(
    implementation = _js_binary_impl,
    attrs = _ATTRS | {
        "env_inherit": attr.string_list(doc = "Environment variables that the test takes over from `bazel test`."),
    },
    doc = "A JavaScript program as a test.",
    test = True,
    toolchains = [_RUNTIME_TOOLCHAIN],
)

def run_binary_action(ctx, arguments = [], **kwargs):
    """Runs a js_binary as the tool of an action; it changes to the bin directory first.

    Args:
        ctx: the rule's context.
        arguments: paths among them are relative to the bin directory.
        **kwargs: of `ctx.actions.run`.
    """
    bindir = ctx.actions.args()
    bindir.add_all(["--bazel-bindir", ctx.bin_dir.path])
    ctx.actions.run(arguments = [bindir] + arguments, **kwargs)
