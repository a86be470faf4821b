"""Reads a pnpm lockfile."""

load("//npm:registry.bzl", "tarball_url")

_YAML_VERSION = "2.9.1"
_YAML_INTEGRITY = "sha512-3NxN8+78OdzbT7C/WjGsyfPAtJaN3FNDsWxv7Y7mcDsT/oOmgW8BpyQQFFBnvZE3j9Y2Sdz1ULFLezL7Eb2yFw=="

def read_lockfile(module_ctx, lockfile):
    """Reads a pnpm lockfile with the `yaml` package on the toolchain's Node.js.

    Args:
        module_ctx: the module extension's context.
        lockfile: Label of pnpm-lock.yaml.

    Returns:
        What read_lockfile.cjs prints: `packages` by key, and `direct`, keys by the names that the workspace imports them by.
    """
    module_ctx.download_and_extract(
        url = tarball_url(module_ctx, "yaml", _YAML_VERSION),
        integrity = _YAML_INTEGRITY,
        output = "yaml",
        stripPrefix = "package",
    )
    result = module_ctx.execute([
        module_ctx.path(Label("@nodejs_linux_amd64//:bin/node")),
        module_ctx.path(Label("//npm/private:read_lockfile.cjs")),
        module_ctx.path("yaml"),
        module_ctx.path(lockfile),
    ])
    if result.return_code:
        fail("{} cannot be read: {}".format(lockfile, result.stderr))
    return json.decode(result.stdout)
