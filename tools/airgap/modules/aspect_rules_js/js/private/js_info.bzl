"""JsInfo, what rules of JavaScript tell each other."""

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
    doc = "Encapsulates information provided by rules in rules_js and derivative rule sets.",
    fields = {
        "npm_package_store_infos": "depset of NpmPackageStoreInfo of the npm packages that the target uses",
        "npm_sources": "depset of files of the npm packages of the target and of its transitive deps",
        "sources": "depset of source files produced by the target",
        "target": "Label of the target that made this",
        "transitive_sources": "depset of source files of the target and its transitive deps",
        "transitive_types": "depset of declaration files of the target and its transitive deps",
        "types": "depset of declaration files produced by the target",
    },
    init = _init,
)

def js_info(target, **kwargs):
    """Makes a JsInfo.

    Args:
        target: Label of the target that makes it.
        **kwargs: depsets, by the names of JsInfo's fields; a missing one is empty.

    Returns:
        The provider.
    """
    return JsInfo(target = target, **kwargs)
