"""Public providers of Ferry."""

load("//tools/lambda/private:cloudformation_stack_info.bzl", _CloudFormationStackInfo = "CloudFormationStackInfo")
load("//tools/lambda/private:lambda_bundle_info.bzl", _LambdaBundleInfo = "LambdaBundleInfo")
load("//tools/lambda/private:lambda_service_info.bzl", _LambdaServiceInfo = "LambdaServiceInfo")

CloudFormationStackInfo = _CloudFormationStackInfo
LambdaBundleInfo = _LambdaBundleInfo
LambdaServiceInfo = _LambdaServiceInfo
