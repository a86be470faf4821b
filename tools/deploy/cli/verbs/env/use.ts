import { setCheckoutDefault } from "../../../environment/checkout";
import { branchEnvironment, pullRequestEnvironment, userEnvironment } from "../../../environment/names";
import { readEnvironments } from "../../../environment/read";
import { environmentName, resolveEnvironment } from "../../../environment/resolve";
import type { Environment } from "../../../environment/schema";
import { FerryError } from "../../../error";
import type { LaunchEnvironment } from "../../launch-environment";
import { lineOfWork } from "../../run/line-of-work";
import { namedServices } from "../../run/load-services";
import { runOffline } from "../../run/run-offline";
import { userName } from "../../run/user";
import { defineVerb } from "../../verb";

export const use = defineVerb({
  name: "env use",
  description: "set the environment that commands in this checkout mean unless they name one",
  more: "See [the default of a checkout](environments.md#the-default-of-a-checkout).",
  arguments: { name: "the environment" },
  options: {
    user: { description: "your own one, dev-USER" },
    branch: { description: "that of the branch, dev-BRANCH" },
    pullRequest: { description: "that of the pull request, pr-NUMBER; in GitHub Actions and GitLab CI" },
    clear: { description: "none: then it is local" },
  },
  services: namedServices,
  run: (options, launch): Promise<number> =>
    runOffline(use, options, launch, async (reporter) => {
      const { workspaceDirectory, environmentsFile, runfiles, variables } = launch;
      if (workspaceDirectory === undefined)
        throw invalid("there is no workspace here", "start it with: ./bazelw run //:env -- use <name>");
      const name = await chosenName(options, launch);
      if (name !== undefined) {
        const environments = await readEnvironments(environmentsFile, runfiles);
        const found = resolveEnvironment(name, environments, environmentsFile ?? "this workspace");
        if (options.name === undefined) requireOfOne(found);
      }
      setCheckoutDefault(workspaceDirectory, name);
      if (name === undefined) reporter.hint("this checkout has no default any more: commands mean local");
      else reporter.environment({ name, by: "checkout" });
      const now = environmentName(undefined, variables, workspaceDirectory);
      if (now.by === "FERRY_ENV") reporter.hint(`FERRY_ENV is set, and takes precedence: ${now.name}`);
      return now.name;
    }),
});

interface Choice {
  readonly name?: string;
  readonly user: boolean;
  readonly branch: boolean;
  readonly pullRequest: boolean;
  readonly clear: boolean;
}

/** Undefined for none. */
async function chosenName(
  { name, user, branch, pullRequest, clear }: Choice,
  launch: LaunchEnvironment,
): Promise<string | undefined> {
  const given = [name !== undefined, user, branch, pullRequest, clear].filter(Boolean).length;
  if (given !== 1)
    throw invalid(
      given === 0 ? "no environment is named" : "more than one environment is named",
      "give a name, --user, --branch, --pull-request or --clear",
    );
  if (user) return userEnvironment(userName(launch.variables));
  const work = branch || pullRequest ? await lineOfWork(launch) : {};
  if (branch) {
    if (work.branch === undefined) throw invalid("no branch is checked out", "check one out, or give a name");
    return branchEnvironment(work.branch);
  }
  if (pullRequest) {
    if (work.pullRequest === undefined)
      throw invalid("this is not the job of a pull request", "give the name, pr-<number>");
    return pullRequestEnvironment(work.pullRequest);
  }
  return name;
}

/** A derived name is for one developer, branch or pull request: others use a lasting environment, perhaps as their base. */
function requireOfOne({ name, ephemeral }: Environment): void {
  if (ephemeral) return;
  throw invalid(
    `this stands for ${name}, which is not ephemeral and so not yours alone`,
    `check out another branch, or name it: ./bazelw run //:env -- use ${name}`,
  );
}

function invalid(message: string, next: string): FerryError {
  return new FerryError("UsageInvalid", message, { next });
}
