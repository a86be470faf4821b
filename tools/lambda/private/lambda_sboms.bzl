"""lambda_sboms: the bills of materials of many services."""

load(":lambda_service_info.bzl", "LambdaServiceInfo")

def _lambda_sboms_impl(ctx):
    services = [service[LambdaServiceInfo] for service in ctx.attr.services]
    index = ctx.actions.declare_file(ctx.label.name + ".json")
    ctx.actions.write(index, json.encode_indent([
        {"function": name, "sbom": sbom.short_path, "service": service.name}
        for service in services
        for name, sbom in service.sboms.items()
    ]))
    files = [sbom for service in services for sbom in service.sboms.values()]
    return DefaultInfo(
        files = depset([index]),
        runfiles = ctx.runfiles(files = [index] + files),
    )

lambda_sboms = rule(
    implementation = _lambda_sboms_impl,
    attrs = {
        "services": attr.label_list(
            doc = "`lambda_service` targets.",
            mandatory = True,
            providers = [LambdaServiceInfo],
        ),
    },
    doc = "The bills of materials of services' functions: `<name>.json` says which file is of which function. `//tools/audit` reads it.",
)
