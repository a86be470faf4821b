import { Conflict } from "../../aws/client/failure";
import type { CodeUpdate } from "../../aws/lambda/lambda";
import type { FunctionRecord } from "../../bucket/record/record";
import type { Context } from "../../context/context";
import type { FunctionRun } from "../../context/function-run";
import { FerryError } from "../../error";
import { formatDescription, type Provenance } from "../../history/version-description";
import { DIRECT_ZIP_BYTES } from "../../manifest/limits";
import { configurationDigest } from "../../model/configuration-digest";
import type { FunctionVersion, ObservedFunction } from "../../model/observed";
import type { DesiredFunction, DesiredService } from "../../plan/desired";
import { certain } from "./certain";
import { moveLive } from "./live";
import { functionRecord, recordedRevision } from "./record";

/**
 * Deploys a function's desired code: upload (unless `$LATEST` has it), publish, and finally move the alias, so that code and
 * configuration become live together. Every write has the planned revision as its precondition; before a retry after a lost
 * response, its effect is checked.
 * @returns what is live afterwards
 * @throws Conflict if the function was changed since it was observed
 */
export async function applyFunction(
  context: Context,
  desired: DesiredService,
  desiredFunction: DesiredFunction,
  observed: ObservedFunction,
  entry: FunctionRun,
  provenance: Provenance,
): Promise<FunctionRecord> {
  const { live, latest } = observed;
  if (!live || !latest) throw new Conflict(`${desiredFunction.name} was deleted`);
  const { service } = desired;
  const ready = await context.artifacts.memory.hold(bytesInMemory(desiredFunction), () =>
    withCode(context, service, desiredFunction, latest, entry),
  );
  const published = await publish(context, desired, desiredFunction, ready, live.version, provenance);
  const revision = recordedRevision(context, service, desiredFunction, live.version);
  const to = published.version;
  if (to === live.version) return functionRecord(published, revision);
  const { name, alias } = desiredFunction;
  const move = { service, name, from: live.version, to, revision, description: alias.description };
  const moved = await moveLive(context, move);
  entry.isLive(to, published.sha256);
  entry.write();
  return functionRecord(published, moved);
}

/** Bytes of the zip held in memory during upload: one that goes through the bucket is streamed. */
function bytesInMemory({ artifact: { digest } }: DesiredFunction): number {
  return digest.zippedBytes <= DIRECT_ZIP_BYTES ? digest.zippedBytes : 0;
}

/** `$LATEST` with the desired code, ready to be published. */
async function withCode(
  context: Context,
  service: string,
  desiredFunction: DesiredFunction,
  observed: FunctionVersion,
  entry: FunctionRun,
): Promise<FunctionVersion> {
  const { name, artifact } = desiredFunction;
  const { functions } = context.session;
  const { sha256 } = artifact.digest;
  const latest = await functions.settled(name, observed, context.signal);
  if (latest.sha256 === sha256) return latest;
  const { code, uploadedBytes } = await codeFor(context, service, desiredFunction);
  const begun = await certain(
    async () => {
      await context.beforeWrite();
      return await functions.updateCode({ functionName: name, code, revisionId: latest.revisionId });
    },
    async () => {
      const found = await latestOf(context, name);
      if (found.sha256 === sha256) return found;
      if (found.revisionId === latest.revisionId) return undefined;
      throw changed(name);
    },
  );
  entry.uploadedBytes += uploadedBytes;
  entry.write();
  context.debugArtifacts.begin({ service, name, artifact });
  const updated = await functions.settled(name, begun, context.signal);
  if (updated.sha256 !== sha256)
    throw new Conflict(`someone else uploaded code to ${name} right after this deploy`);
  // The revision cannot be compared: completing the update changes it.
  if (configurationDigest(updated) !== configurationDigest(latest)) throw changed(name);
  return updated;
}

/** What UpdateFunctionCode sends: the zip itself, or its location in the bucket, stored once for all functions with that zip. */
async function codeFor(
  context: Context,
  service: string,
  { name, artifact }: DesiredFunction,
): Promise<{ readonly code: CodeUpdate["code"]; readonly uploadedBytes: number }> {
  const { artifacts, stored, emit, beforeWrite } = context;
  const { zippedBytes: bytes } = artifact.digest;
  const announce = (): void => emit({ type: "upload", service, name, bytes });
  if (bytes <= DIRECT_ZIP_BYTES) {
    const code = await artifacts.bytes(artifact);
    announce();
    return { code, uploadedBytes: bytes };
  }
  const code = await stored.zip(artifact.digest, await artifacts.file(artifact), async () => {
    await beforeWrite();
    announce();
  });
  return { code, uploadedBytes: code.uploadedBytes };
}

/** Publishes `latest` as a version that can be invoked. */
async function publish(
  context: Context,
  { service, stack }: DesiredService,
  { name, artifact }: DesiredFunction,
  latest: FunctionVersion,
  after: string,
  provenance: Provenance,
): Promise<FunctionVersion> {
  const { functions } = context.session;
  const { sha256 } = artifact.digest;
  const description = formatDescription({
    ...provenance,
    sha256,
    after,
    template: stack.artifact.digest,
    target: artifact.target,
  });
  let { revisionId } = latest;
  const published = await certain(
    async () => {
      await context.beforeWrite();
      context.emit({ type: "publish", service, name });
      return await functions.publish({ functionName: name, sha256, revisionId, description });
    },
    async () => {
      const found = await latestOf(context, name);
      if (found.sha256 !== sha256 || configurationDigest(found) !== configurationDigest(latest))
        throw changed(name);
      // Publishing changes the revision of `$LATEST`. If nothing else has changed, Lambda returns the same version again.
      revisionId = found.revisionId;
      return undefined;
    },
  );
  if (published.state === "Failed") {
    throw new FerryError(
      "FunctionFailed",
      `version ${published.version} of ${name} failed: ${published.reason ?? ""}`,
      {
        next: "fix the reported problem and deploy again; the alias live was not moved",
      },
    );
  }
  if (published.state === "Pending") await functions.publishedActive(name, published.version, context.signal);
  return published;
}

async function latestOf(context: Context, name: string): Promise<FunctionVersion> {
  const found = await context.session.functions.version(name, "$LATEST");
  if (!found) throw new Conflict(`someone else deleted ${name}`);
  return found;
}

function changed(name: string): Conflict {
  return new Conflict(`someone else changed ${name} between plan and write`);
}
