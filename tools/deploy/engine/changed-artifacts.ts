import type { EnvironmentRecord } from "../bucket/record/record";
import type { ServiceOutcome } from "../context/outcome";
import { parseDescription } from "../history/version-description";
import { own } from "../json/own";
import type { FunctionVersion } from "../model/observed";
import { TEMPLATE_TAG } from "../plan/desired";
import type { Explanation } from "../why/explain";
import type { Prepared } from "./prepared";

/** The commit that something was deployed from. */
export interface Deployed {
  readonly commit: string;
  /** Whether the working tree differed from it. */
  readonly dirty: boolean;
}

/** A digest that differs from the deployed one. */
export interface Subject {
  /** Label of the bundle or the stack. */
  readonly target: string;
  /** Path of a bundle's metafile, relative to the execution root. */
  readonly metafile: string | undefined;
  /** Or a sentence that says why it is not known. */
  readonly deployed: Deployed | string;
  readonly tell: (why: Explanation) => void;
}

/** The bundles and the template of a service whose digests differ from what stands in the environment. */
export function subjects(
  outcome: ServiceOutcome,
  { plan, observed }: Prepared,
  record: EnvironmentRecord | undefined,
): Subject[] {
  const found: Subject[] = [];
  for (const [index, { action, reason, desired }] of plan.functions.entries()) {
    const entry = outcome.functions[index];
    if (action !== "update" || reason !== "code" || !entry) continue;
    const { target, metafile } = desired.artifact;
    const deployed = deployedVersion(observed.functions[desired.name]?.live);
    found.push({ target, metafile, deployed, tell: (why) => (entry.why = why) });
  }
  const template = observed.stack?.tags[TEMPLATE_TAG];
  if (plan.stack.action !== "update" || template === plan.stack.desired.artifact.digest) return found;
  const recorded = own(record?.services, outcome.desired.service);
  const commit = recorded?.template === template ? recorded?.commit : undefined;
  const deployed = commit === undefined ? newestDeployed(observed.functions) : parseCommit(commit);
  const { target } = plan.stack.desired.artifact;
  found.push({ target, metafile: undefined, deployed, tell: (why) => (outcome.stack.why = why) });
  return found;
}

function deployedVersion(live: FunctionVersion | undefined): Deployed | string {
  const said = parseDescription(live?.description ?? "");
  const isOwn = said && live && Buffer.from(said.sha256, "hex").toString("base64") === live.codeSha256;
  if (!isOwn) return "what is live was not published by Ferry, so that nobody recorded its commit";
  if (said.commit === undefined) return "it was deployed where git did not name a commit";
  return { commit: said.commit, dirty: said.dirty };
}

/** The record may be missing or old: then the service's newest version says from which commit it was deployed. */
function newestDeployed(functions: Prepared["observed"]["functions"]): Deployed | string {
  const lives = Object.values(functions)
    .flatMap(({ live }) => live ?? [])
    .sort((a, b) => ((a.lastModified ?? "") < (b.lastModified ?? "") ? 1 : -1));
  return deployedVersion(lives[0]);
}

function parseCommit(text: string): Deployed {
  return { commit: text.slice(0, 40), dirty: text.endsWith("-dirty") };
}
