"""Public providers of Ferry."""

load("//tools/lambda/private:cloudformation_stack_info.bzl", _CloudFormationStackInfo = "CloudFormationStackInfo")
load("//tools/lambda/private:lambda_bundle_info.bzl", _LambdaBundleInfo = "LambdaBundleInfo")

CloudFormationStackInfo = _CloudFormationStackInfo
LambdaBundleInfo = _LambdaBundleInfo
