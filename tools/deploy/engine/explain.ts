import type { DeploymentRecord } from "../bucket/record/record";
import type { Context } from "../context/context";
import type { BuiltRun } from "../context/service-run";
import { parseDescription } from "../history/version-description";
import { own } from "../json/own";
import type { FunctionVersion } from "../model/observed";
import { TEMPLATE_TAG } from "../plan/desired";
import type { Explanation } from "../why/explain";
import { type ChangedArtifact, type Checkout, type DeployedFrom, explain } from "../why/why";
import type { PlannedServices } from "./plan-all";
import type { Prepared } from "./prepare";

/**
 * Adds to the outcomes why their bundles and templates differ from what is deployed.
 * @param checkout undefined where there is none
 */
export async function explainAll(
  context: Context,
  prepared: PlannedServices["prepared"],
  checkout: Checkout | undefined,
): Promise<void> {
  const stackMoves = [...prepared.values()].some(({ plan }) => plan.stack.action === "update");
  const record = stackMoves ? (context.records.known ?? (await context.records.read())) : undefined;
  const changed = [...prepared].flatMap(([outcome, one]) => changedArtifacts(outcome, one, record));
  if (changed.length > 0) context.emit({ type: "explaining" });
  const explanations = await explain(
    changed.map(({ artifact }) => artifact),
    checkout,
  );
  for (const [index, { entry }] of changed.entries()) entry.why = explanations[index];
}

/** A changed artifact, and the outcome that gets its explanation. */
interface ChangedEntry {
  readonly artifact: ChangedArtifact;
  readonly entry: { why?: Explanation | undefined };
}

/** The bundles and the template of a service that differ from what is deployed. */
function changedArtifacts(
  outcome: BuiltRun,
  { plan, observed }: Prepared,
  record: DeploymentRecord | undefined,
): ChangedEntry[] {
  const found = plan.functions.flatMap(({ action, reason, desired }, index): ChangedEntry[] => {
    const entry = outcome.functions[index];
    if (action !== "update" || reason !== "code" || !entry) return [];
    const { target, metafile } = desired.artifact;
    const deployed = deployedVersion(observed.functions[desired.name]?.live);
    return [{ artifact: { target, metafile, deployed }, entry }];
  });
  const template = observed.stack?.tags[TEMPLATE_TAG];
  if (plan.stack.action !== "update" || template === plan.stack.desired.artifact.digest) return found;
  const recorded = own(record?.services, outcome.desired.service);
  const commit = recorded?.template === template ? recorded?.commit : undefined;
  const deployed = commit === undefined ? newestDeployed(observed.functions) : parseCommit(commit);
  const { target } = plan.stack.desired.artifact;
  return [...found, { artifact: { target, metafile: undefined, deployed }, entry: outcome }];
}

function deployedVersion(live: FunctionVersion | undefined): DeployedFrom | string {
  const said = parseDescription(live?.description ?? "");
  if (!said || said.sha256 !== live?.sha256)
    return "what is live was published outside Ferry, so its commit is not recorded";
  if (said.commit === undefined) return "it was deployed without a git commit";
  return { commit: said.commit, dirty: said.dirty };
}

/** The commit of the service's newest version, for when the record is missing or old. */
function newestDeployed(functions: Prepared["observed"]["functions"]): DeployedFrom | string {
  const lives = Object.values(functions)
    .flatMap(({ live }) => live ?? [])
    .sort((a, b) => ((a.lastModified ?? "") < (b.lastModified ?? "") ? 1 : -1));
  return deployedVersion(lives[0]);
}

function parseCommit(text: string): DeployedFrom {
  return { commit: text.slice(0, 40), dirty: text.endsWith("-dirty") };
}
