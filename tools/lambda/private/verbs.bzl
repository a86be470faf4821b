"""What the deployer can be told to do with services."""

# The deployer's commands that are targets for `bazel run`: all that tools/deploy/cli/program.ts knows. True where a verb
# needs what the build makes of the services, and false where it works with what stands in the environment, by names only.
VERBS = {
    "attest": True,
    "deploy": True,
    "destroy": False,
    "history": False,
    "invoke": False,
    "logs": False,
    "metrics": False,
    "plan": True,
    "rollback": False,
    "stack-trace": False,
    "traces": False,
}
