"""Public rules of Ferry.

`service` declares a bounded context in one call; the rules that it is made of stand alone, too.
"""

load("//tools/lambda/private:bundle_test.bzl", _bundle_contents = "bundle_contents", _bundle_test = "bundle_test")
load("//tools/lambda/private:cloudformation_golden_test.bzl", _cloudformation_golden_test = "cloudformation_golden_test")
load("//tools/lambda/private:cloudformation_stack.bzl", _cloudformation_stack = "cloudformation_stack")
load("//tools/lambda/private:lambda_bundle.bzl", _lambda_bundle = "lambda_bundle")
load("//tools/lambda/private:lambda_deploy.bzl", _lambda_deploy = "lambda_deploy")
load("//tools/lambda/private:lambda_sbom.bzl", _lambda_sbom = "lambda_sbom")
load("//tools/lambda/private:lambda_sboms.bzl", _lambda_sboms = "lambda_sboms")
load("//tools/lambda/private:lambda_seed.bzl", _lambda_seed = "lambda_seed")
load("//tools/lambda/private:lambda_service.bzl", _lambda_service = "lambda_service")
load("//tools/lambda/private:sample_events.bzl", _sample_events = "sample_events")
load("//tools/lambda/private:service.bzl", _service = "service")
load("//tools/lambda/private:service_commands.bzl", _all_services = "all_services", _service_commands = "service_commands")
load("//tools/lambda/private:stack_test.bzl", _stack_test = "stack_test")
load("//tools/lambda/private:triggers_test.bzl", _triggers_test = "triggers_test")

all_services = _all_services
bundle_contents = _bundle_contents
bundle_test = _bundle_test
cloudformation_golden_test = _cloudformation_golden_test
cloudformation_stack = _cloudformation_stack
lambda_bundle = _lambda_bundle
lambda_deploy = _lambda_deploy
lambda_sbom = _lambda_sbom
lambda_sboms = _lambda_sboms
lambda_seed = _lambda_seed
lambda_service = _lambda_service
sample_events = _sample_events
service = _service
service_commands = _service_commands
stack_test = _stack_test
triggers_test = _triggers_test
