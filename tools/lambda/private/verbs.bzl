"""The verbs of the deployer."""

# The deployer's verbs, each of which is a target for `bazel run`; a test holds them to tools/deploy/cli/verbs/verbs.ts. True if
# a verb needs what the build makes of the services, false if it works by their names, on what is in the environment.
VERBS = {
    "attest": True,
    "deploy": True,
    "destroy": False,
    "env": False,
    "history": False,
    "invoke": False,
    "logs": False,
    "metrics": False,
    "plan": True,
    "rollback": False,
    "stack-trace": False,
    "traces": False,
}

# Verbs of the root package only: an environment is that of all services, and what one of them knows would be misleading.
ROOT_VERBS = ["env"]
