import { Conflict } from "../aws/failure";
import { FerryError } from "../error";
import { formatDescription, type Provenance } from "../history/version-description";
import type { DesiredFunction, DesiredService } from "../plan/desired";
import type { FunctionVersion, ObservedFunction } from "../state/observed";
import type { Context } from "./context";
import type { ServiceOutcome } from "./outcome";

type Entry = ServiceOutcome["functions"][number];

/**
 * Brings a function to its wanted code and makes that live: upload (unless `$LATEST` has it), publish, and last the alias, so
 * that code and configuration go live together. Every write carries the revision that it was planned on.
 * @throws Conflict where someone else changed the function since it was observed
 */
export async function applyFunction(
  context: Context,
  desired: DesiredService,
  wanted: DesiredFunction,
  observed: ObservedFunction,
  entry: Entry,
  provenance: Provenance,
): Promise<void> {
  const { live, latest } = observed;
  if (!live || !latest) throw new Conflict(`${wanted.name} went away`);
  const ready = await withCode(context, desired.service, wanted, latest, entry);
  const version = await publish(context, desired, wanted, ready, live.version, provenance);
  if (version !== live.version)
    await moveLive(context, desired.service, wanted.name, live.version, version, entry);
}

/** `$LATEST` with the wanted code, ready to be published. */
async function withCode(
  context: Context,
  service: string,
  { name, artifact }: DesiredFunction,
  observed: FunctionVersion,
  entry: Entry,
): Promise<FunctionVersion> {
  const { functions } = context.session;
  const latest = await functions.settled(name, observed, context.signal);
  if (latest.codeSha256 === artifact.digest.codeSha256) return latest;
  const zip = await context.artifacts.bytes(artifact);
  context.signal.throwIfAborted();
  context.emit({ type: "upload", service, name, bytes: zip.length });
  const begun = await functions.updateCode({ functionName: name, zip, revisionId: latest.revisionId });
  entry.uploadedBytes += zip.length;
  entry.written = true;
  const updated = await functions.settled(name, begun, context.signal);
  if (updated.codeSha256 === artifact.digest.codeSha256) return updated;
  throw new Conflict(`someone else uploaded code to ${name} right after this deploy`);
}

async function publish(
  context: Context,
  { service, stack }: DesiredService,
  { name, artifact }: DesiredFunction,
  latest: FunctionVersion,
  after: string,
  provenance: Provenance,
): Promise<string> {
  const { functions } = context.session;
  context.signal.throwIfAborted();
  context.emit({ type: "publish", service, name });
  const published = await functions.publish({
    functionName: name,
    codeSha256: artifact.digest.codeSha256,
    revisionId: latest.revisionId,
    description: formatDescription({
      ...provenance,
      sha256: artifact.digest.sha256,
      after,
      template: stack.artifact.digest,
      target: artifact.target,
    }),
  });
  if (published.state === "Failed") {
    throw new FerryError(
      "FunctionFailed",
      `version ${published.version} of ${name} is not usable: ${published.reason ?? ""}`,
      {
        next: "correct what it says and deploy again; the alias live was not moved",
      },
    );
  }
  if (published.state === "Pending") await functions.publishedActive(name, published.version, context.signal);
  return published.version;
}

async function moveLive(
  context: Context,
  service: string,
  name: string,
  from: string,
  to: string,
  entry: Entry,
): Promise<void> {
  const { functions } = context.session;
  const alias = await functions.live(name);
  if (alias.version !== from) {
    throw new Conflict(
      `someone else moved the alias live of ${name} from version ${from} to ${alias.version}`,
    );
  }
  context.signal.throwIfAborted();
  context.emit({ type: "switch", service, name, version: to });
  await functions.moveLive(name, to, alias.revisionId);
  entry.version = to;
  entry.placeholder = false;
  entry.written = true;
}
