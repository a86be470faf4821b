"""A file inside a directory that an action made."""

DirectoryPathInfo = provider(
    doc = "A path in a directory.",
    fields = {
        "directory": "File: a directory (TreeArtifact).",
        "path": "Path relative to the directory.",
    },
)
