"""The package store: each npm package once, beside links to its own dependencies, as pnpm lays them out."""

load("//js:providers.bzl", "JsInfo", "js_info")

NpmPackageStoreInfo = provider(
    doc = "A package in the store.",
    fields = {
        "package": "name of the npm package",
        "package_store_directory": "File: the package's directory (TreeArtifact)",
        "transitive_files": "depset of the files of the package and of all that it reaches",
        "version": "version of the npm package",
    },
)

_STORE = "node_modules/.aspect_rules_js/{}/node_modules/{}"

def _package_store_impl(ctx):
    directory = ctx.actions.declare_directory(_STORE.format(ctx.attr.store_name, ctx.attr.package))
    ctx.actions.run(
        executable = "/bin/tar",
        arguments = [
            "--extract",
            "--gzip",
            "--file=" + ctx.file.src.path,
            "--directory=" + directory.path,
            # Mostly `package/`, but not always.
            "--strip-components=1",
            "--no-same-owner",
            "--no-same-permissions",
        ],
        env = {"PATH": "/usr/bin:/bin"},
        inputs = [ctx.file.src],
        mnemonic = "NpmPackageExtract",
        outputs = [directory],
        progress_message = "Extracting npm package %{label}",
        # The tar of the private root, which remote machines do not have.
        execution_requirements = {"no-remote-exec": "1"},
    )
    files = [directory]
    for name, store_name in ctx.attr.links.items():
        alias, _, target = name.partition("=")
        link = ctx.actions.declare_symlink(_STORE.format(ctx.attr.store_name, alias))
        up = "/".join([".."] * (2 + alias.count("/")))
        ctx.actions.symlink(output = link, target_path = "{}/{}/node_modules/{}".format(up, store_name, target))
        files.append(link)
    return [
        DefaultInfo(files = depset(files)),
        NpmPackageStoreInfo(
            package = ctx.attr.package,
            package_store_directory = directory,
            transitive_files = depset(files),
            version = ctx.attr.version,
        ),
    ]

package_store = rule(
    implementation = _package_store_impl,
    attrs = {
        "links": attr.string_dict(doc = "`imported name=package name` of each dependency -> its name in the store."),
        "package": attr.string(mandatory = True),
        "src": attr.label(allow_single_file = [".tgz"], doc = "The package's archive.", mandatory = True),
        "store_name": attr.string(doc = "Name in the store: `<package>@<version>`.", mandatory = True),
        "version": attr.string(mandatory = True),
    },
    doc = "Unpacks a package into the store and links its dependencies, without depending on them: they may form cycles.",
)

def _package_closure_impl(ctx):
    info = ctx.attr.src[NpmPackageStoreInfo]
    files = depset(transitive = [package[NpmPackageStoreInfo].transitive_files for package in ctx.attr.closure])
    return [
        DefaultInfo(files = depset([info.package_store_directory]), runfiles = ctx.runfiles(transitive_files = files)),
        NpmPackageStoreInfo(
            package = info.package,
            package_store_directory = info.package_store_directory,
            transitive_files = files,
            version = info.version,
        ),
    ]

package_closure = rule(
    implementation = _package_closure_impl,
    attrs = {
        "closure": attr.label_list(doc = "All packages that it reaches, itself among them.", providers = [NpmPackageStoreInfo]),
        "src": attr.label(doc = "The package.", mandatory = True, providers = [NpmPackageStoreInfo]),
    },
    doc = "A package with its transitive dependencies.",
)

def _package_link_impl(ctx):
    info = ctx.attr.src[NpmPackageStoreInfo]
    link = ctx.actions.declare_symlink("node_modules/" + ctx.attr.package)
    store = info.package_store_directory.short_path.removeprefix("node_modules/")
    ctx.actions.symlink(output = link, target_path = "../" * ctx.attr.package.count("/") + store)
    files = depset([link], transitive = [info.transitive_files])
    return [
        DefaultInfo(files = depset([link, info.package_store_directory]), runfiles = ctx.runfiles(transitive_files = files)),
        js_info(
            target = ctx.label,
            npm_sources = files,
            npm_package_store_infos = depset([info]),
        ),
    ]

package_link = rule(
    implementation = _package_link_impl,
    attrs = {
        "package": attr.string(doc = "Name that it is imported by.", mandatory = True),
        "src": attr.label(mandatory = True, providers = [NpmPackageStoreInfo]),
    },
    doc = "`node_modules/<package>`, a link into the store.",
    provides = [DefaultInfo, JsInfo],
)
