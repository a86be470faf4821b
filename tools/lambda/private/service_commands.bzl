"""service_commands and all_services: a target for each verb."""

load(":lambda_deploy.bzl", "lambda_deploy")
load(":lambda_sboms.bzl", "lambda_sboms")
load(":verbs.bzl", "ROOT_VERBS", "VERBS")

def service_commands(services, verbs = [verb for verb in VERBS if verb not in ROOT_VERBS], **kwargs):
    """Targets for `bazel run`, named like the deployer's verbs: `:deploy`, `:plan`, `:destroy`, …

    Args:
        services: `lambda_service` targets that each of them operates.
        verbs: the verbs; by default those that make sense for single services.
        **kwargs: those of `lambda_deploy`.
    """
    for verb in verbs:
        lambda_deploy(
            name = verb,
            services = services,
            verb = verb,
            **kwargs
        )

def all_services(include = ["services/**"], exclude = [], **kwargs):
    """Targets of the root package that operate all services at once: `//:deploy`, `//:plan`, `//:env`, …; and `//:sboms`, their bills of materials.

    A service is a package with a `lambda_service` of the same name as its folder, as `service` makes it in `services/orders`. A
    new one is found without an edit, and of one that was removed, `//:plan` says that it still stands in the environment. With a package in `services` itself, or in a folder between, those below belong to it and
    are not found.

    Args:
        include: folders of services, as patterns of `native.subpackages`.
        exclude: packages in there that are no services, or are not to be deployed with the others.
        **kwargs: attributes that all rules have.
    """
    packages = native.subpackages(include = include, exclude = exclude, allow_empty = True)
    services = ["//" + package for package in packages]

    # What is excluded is in the repository, too: then what else stands in an environment may be that.
    service_commands(services, verbs = VERBS.keys(), complete = not exclude, **kwargs)
    lambda_sboms(
        name = "sboms",
        services = services,
        **kwargs
    )
