"""service: a bounded context in one call."""

load("//tools/jest:defs.bzl", "jest_test")
load("//tools/typescript:defs.bzl", "ts_library")
load(":bundle_test.bzl", "bundle_contents", "bundle_test")
load(":cloudformation_golden_test.bzl", "cloudformation_golden_test")
load(":cloudformation_stack.bzl", "cloudformation_stack")
load(":lambda_bundle.bzl", "RUNTIME_CREDENTIAL_PROVIDERS", "lambda_bundle")
load(":lambda_seed.bzl", "lambda_seed")
load(":lambda_service.bzl", "lambda_service")
load(":sample_events.bzl", "sample_events")
load(":service_commands.bzl", "service_commands")
load(":stack_test.bzl", "stack_test")
load(":triggers_test.bzl", "triggers_test")

_HANDLER = "index.handler"
_TYPES = ["//:node_modules/@types/aws-lambda"]
_STACK_DEPS = ["//:node_modules/aws-cdk-lib", "//:node_modules/constructs"]

def service(
        name,
        deps = [],
        srcs = None,
        entry_point = "src/main.ts",
        stack = "stack.ts",
        stack_deps = [],
        tests = None,
        test_deps = [],
        size_budget_kb = 1000,
        max_usage_percent = 80,
        iam_wildcards = {},
        check_triggers = True,
        external = RUNTIME_CREDENTIAL_PROVIDERS,
        visibility = ["//visibility:public"]):
    """A bounded context: one Lambda function with its stack, its tests and the commands that operate it.

    | target | what it is |
    | --- | --- |
    | `:<name>` | the `lambda_service`: digest of the bundle and template of the stack, all that would be deployed |
    | `:lib` | the compiled code, for the tests; it also type-checks the bundle |
    | `:bundle`, `:bundle.digest` | the function's deployment package and its digest |
    | `:stack` | the CloudFormation template |
    | `:seed` | the items of `seed/*.json`, where there are any, checked against the keys of the stack's tables |
    | `:deploy`, `:plan`, `:destroy`, `:invoke`, `:attest`, … | programs for `bazel run`; those of the root package operate all services |
    | `:events` | a program that writes `events.json`, sample events for `:invoke -- --event` |
    | `:test` | the tests, with jest |
    | `:bundle_test`, `:bundle.contents` | whether the bundle loads and keeps to its budget; `bazel run` shows what is in it |
    | `:stack_test` | whether the template keeps clear of limits and of wildcards in IAM policies |
    | `:golden`, `:golden.update` | whether the template is that of `stack.golden.json`, and a program that writes the file; tested where there is one |
    | `:triggers_test` | whether stack and code agree on routes and triggers |
    | `:bundle.sbom` | the bill of materials of the bundle |

    Args:
        name: the service's name, and the function's: in environment `dev` both stack and function are called `dev-<name>`.
        deps: what the code imports: linked npm packages and libraries.
        srcs: sources of the code; `src/**/*.ts` without tests unless given.
        entry_point: the source that exports `handler`.
        stack: the CDK program, which exports `stack(app)`.
        stack_deps: what it imports besides aws-cdk-lib and constructs.
        tests: sources of tests; all `*.test.ts` unless given.
        test_deps: what the tests import besides the code and its `deps`.
        size_budget_kb: what the bundled JavaScript may have, minified and not zipped, in kB of 1000 bytes.
        max_usage_percent: share of a limit of CloudFormation that the template may use, in percent.
        iam_wildcards: what IAM policies may have more than one of, each with the reason: `{"ses:SendEmail": "any sender"}`.
        check_triggers: whether stack and code have to agree on triggers. False for a handler that `defineService` does not make.
        external: modules that the runtime provides and that the bundle is without, as of `lambda_bundle`.
        visibility: of all targets.
    """
    if srcs == None:
        srcs = native.glob(["src/**/*.ts"], exclude = ["**/*.test.ts"])
    if tests == None:
        tests = native.glob(["**/*.test.ts"], allow_empty = True)

    ts_library(
        name = "lib",
        srcs = srcs,
        visibility = visibility,
        deps = deps + _TYPES,
    )
    lambda_bundle(
        name = "bundle",
        srcs = srcs,
        entry_point = entry_point,
        external = external,
        handler = _HANDLER,
        typecheck = [":lib"],
        visibility = visibility,
        deps = deps,
    )
    ts_library(
        name = "stack_lib",
        srcs = [stack],
        visibility = visibility,
        deps = stack_deps + _STACK_DEPS,
    )
    cloudformation_stack(
        name = "stack",
        entry_point = stack.removesuffix(".ts") + ".js",
        functions = {name: _HANDLER},
        service = name,
        visibility = visibility,
        deps = [":stack_lib"],
    )
    seeds = native.glob(["seed/*.json"], allow_empty = True)
    if seeds:
        lambda_seed(
            name = "seed",
            srcs = seeds,
            template = "stack.template.json",
            visibility = visibility,
        )
    lambda_service(
        name = name,
        functions = {":bundle": name},
        seed = ":seed" if seeds else None,
        service = name,
        stack = ":stack",
        visibility = visibility,
    )
    sample_events(
        name = "events",
        lib = ":lib",
        main = entry_point.removesuffix(".ts") + ".js",
        tags = ["manual"],
        visibility = visibility,
    )
    stack_test(
        name = "stack_test",
        size = "small",
        iam_wildcards = iam_wildcards,
        max_usage_percent = max_usage_percent,
        stack = ":stack",
    )
    golden = stack.removesuffix(".ts") + ".golden.json"
    cloudformation_golden_test(
        name = "golden",
        golden = golden,
        stack = ":stack",
        tags = [] if native.glob([golden], allow_empty = True) else ["manual"],
    )
    bundle_test(
        name = "bundle_test",
        bundle = ":bundle",
        size_budget_kb = size_budget_kb,
    )
    bundle_contents(
        name = "bundle.contents",
        bundle = ":bundle",
    )
    if check_triggers:
        triggers_test(
            name = "triggers_test",
            bundle = ":bundle",
            function = name,
            stack = ":stack",
        )
    service_commands(
        [":" + name],
        visibility = visibility,
    )
    if tests:
        jest_test(
            name = "test",
            srcs = tests,
            deps = [":lib", ":stack_lib"] + deps + stack_deps + _STACK_DEPS + _TYPES + test_deps,
        )
