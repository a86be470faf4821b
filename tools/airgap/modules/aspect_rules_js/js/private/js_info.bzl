"""JsInfo, the provider of JavaScript rules."""

def _init(
        target,
        sources = None,
        types = None,
        transitive_sources = None,
        transitive_types = None,
        npm_sources = None,
        npm_package_store_infos = None):
    if type(target) != "Label":
        fail("expected target to be a Label but got {}".format(type(target)))
    return {
        "npm_package_store_infos": npm_package_store_infos or depset(),
        "npm_sources": npm_sources or depset(),
        "sources": sources or depset(),
        "target": target,
        "transitive_sources": transitive_sources or depset(),
        "transitive_types": transitive_types or depset(),
        "types": types or depset(),
    }

JsInfo, _ = provider(
    doc = "JavaScript and declarations of a target, for its dependents; exactly the fields of the real rules.",
    fields = {
        "npm_package_store_infos": "depset of NpmPackageStoreInfo of the npm packages that the target uses",
        "npm_sources": "depset of the files of all npm packages that it reaches",
        "sources": "depset of the target's own sources",
        "target": "Label of the target that made this",
        "transitive_sources": "depset of the sources of the target and of all that it reaches",
        "transitive_types": "depset of the declarations of the target and of all that it reaches",
        "types": "depset of the target's own declarations",
    },
    init = _init,
)

def js_info(target, **kwargs):
    """Creates a JsInfo.

    Args:
        target: Label of the target that makes it.
        **kwargs: depsets, by the names of JsInfo's fields; a missing one is empty.

    Returns:
        The provider.
    """
    return JsInfo(target = target, **kwargs)
