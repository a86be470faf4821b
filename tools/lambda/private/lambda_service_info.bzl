"""LambdaServiceInfo: a service as a build output."""

LambdaServiceInfo = provider(
    doc = "What the deployer is given of one service.",
    fields = {
        "built": "depset of Files: the digest files, the template and the seeds that the manifest names; empty where it holds names only.",
        "manifest": "File: JSON for the deployer, with the service's names and where the rest is found.",
        "name": "The service's name.",
        "sboms": "dict: the bill of materials (File) of each function, by the function's name; empty where the manifest holds names only.",
    },
)
