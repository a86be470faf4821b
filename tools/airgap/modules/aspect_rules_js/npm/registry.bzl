"""Where npm packages are fetched from."""

def tarball_url(ctx, package, version):
    """URL of a package's archive.

    Args:
        ctx: a module or repository context.
        package: name, with its scope.
        version: exact version.

    Returns:
        The URL.
    """
    registry = ctx.getenv("FERRY_NPM_REGISTRY")
    if not registry:
        fail("FERRY_NPM_REGISTRY is not set, so no npm package can be fetched: start Bazel with ./bazelw, which gets the registry from npm")
    return "{}/{}/-/{}-{}.tgz".format(registry.rstrip("/"), package, package.split("/")[-1], version)
