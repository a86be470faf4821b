import { forEachLimited } from "../../context/concurrency";
import type { Context } from "../../context/context";
import type { FunctionRun } from "../../context/function-run";
import type { BuiltRun } from "../../context/service-run";
import { FerryError } from "../../error";
import { formatOrigin, type Provenance } from "../../history/version-description";
import {
  type FunctionVersion,
  LIVE,
  type ObservedFunction,
  type ObservedService,
} from "../../model/observed";
import { observeFunctions } from "../../observe/service";
import type { DesiredFunction, DesiredService } from "../../plan/desired";
import { createdWithCode, firstCodeValues } from "../../plan/first-code";
import type { CreationCode } from "../stack/apply";

/** Uploads at a time: they are streamed from files. */
const AT_ONCE = 16;

/**
 * Begins to store the zips that a new stack creates its functions with, and says where they are. Undefined if its template only
 * has placeholders.
 */
export async function beginFirstCode(
  context: Context,
  outcome: BuiltRun,
  desired: DesiredService,
  provenance: Promise<Provenance>,
): Promise<CreationCode | undefined> {
  const functions = createdWithCode(desired);
  if (functions.length === 0) return undefined;
  const origin = formatOrigin({ ...(await provenance), template: desired.stack.artifact.digest });
  const stored = context.artifacts
    .ensure(functions.map(({ artifact }) => artifact))
    .then(() => forEachLimited(functions, AT_ONCE, (one) => store(context, outcome, desired, one)));
  // Awaited later; if something else fails before, that is reported.
  stored.catch(() => undefined);
  return { parameters: firstCodeValues(desired, context.bucket.name, origin), stored };
}

async function store(
  context: Context,
  outcome: BuiltRun,
  { service }: DesiredService,
  { name, artifact }: DesiredFunction,
): Promise<void> {
  const { artifacts, stored, emit, beforeWrite, debugArtifacts } = context;
  const bytes = await stored.firstCode(artifact.digest, await artifacts.file(artifact), async () => {
    await beforeWrite();
    emit({ type: "upload", service, name, bytes: artifact.digest.zippedBytes });
  });
  const entry = entryOf(outcome, name);
  if (entry) entry.uploadedBytes += bytes;
  debugArtifacts.begin({ service, name, artifact });
}

/**
 * Reads the functions of a stack that was just created with their code: for each that is live as desired, only what is live.
 * `$LATEST` then is what that was published from; if someone else has changed it since, the next deploy sees that.
 */
export async function observeCreated(
  context: Context,
  { functions }: DesiredService,
): Promise<ObservedService["functions"]> {
  const observed = await Promise.all(
    functions.map(async ({ name, artifact }): Promise<ObservedFunction> => {
      const live = await context.session.functions.version(name, LIVE);
      if (live?.sha256 !== artifact.digest.sha256)
        return (await observeFunctions(context.session, [name]))[name] ?? {};
      await untilActive(context, name, live);
      return { live, latest: { ...live, version: "$LATEST" } };
    }),
  );
  return Object.fromEntries(functions.map(({ name }, index) => [name, observed[index] ?? {}]));
}

/** In EXPRESS mode, CloudFormation does not wait for this. */
async function untilActive(context: Context, name: string, live: FunctionVersion): Promise<void> {
  if (live.state === "Failed") {
    throw new FerryError(
      "FunctionFailed",
      `version ${live.version} of ${name} failed: ${live.reason ?? ""}`,
      {
        next: "fix the reported problem and deploy again; the stack was created",
      },
    );
  }
  if (live.state === "Pending")
    await context.session.functions.publishedActive(name, live.version, context.signal);
}

/** Marks the functions as deployed that the stack's creation made live as desired. */
export function writtenByCreation(
  outcome: BuiltRun,
  { functions }: DesiredService,
  observed: ObservedService["functions"],
): void {
  for (const { name, artifact } of functions)
    if (observed[name]?.live?.sha256 === artifact.digest.sha256) entryOf(outcome, name)?.write();
}

function entryOf({ functions }: BuiltRun, name: string): FunctionRun | undefined {
  return functions.find(({ desired }) => desired.name === name);
}
