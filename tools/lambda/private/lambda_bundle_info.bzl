"""LambdaBundleInfo: a Lambda function's code as a build output."""

LambdaBundleInfo = provider(
    doc = "A Lambda function's deployment package and its identity.",
    fields = {
        "digest": "File: JSON with the zip's SHA-256 (`sha256` hex, `codeSha256` base64), its build id and its sizes. It stands for the zip wherever only identity matters.",
        "handler": "string: `<file>.<export>`, as in the function's configuration.",
        "javascript": "File: the zip's index.js.",
        "metafile": "File: esbuild's account of what is inside.",
        "source_map": "File: source map of the zip's index.js, which is not in the zip.",
        "zip": "File: the deployment package. Never to be in runfiles: those are always downloaded.",
    },
)
