import { Attestations } from "../bucket/attestations";
import { forEachLimited } from "../context/concurrency";
import type { Context } from "../context/context";
import type { ServiceRun } from "../context/service-run";
import { FerryError } from "../error";
import type { DesiredService } from "../plan/desired";
import { refusal } from "../trust/attestation";
import { trustedKey } from "../trust/key";
import type { Subject } from "../trust/statement";

/** Bounds sockets: a deploy does not reach S3's request rates. */
const AT_ONCE = 16;

/**
 * Refuses to write to an environment with `trust` if this deployer, which checks the attestations, may itself have come from a
 * cache. A tampered deployer would not check this: it only guards against mistakes.
 * @throws FerryError `Untrusted`
 */
export function requireTrustedStart({ environment, trustedStart, command }: Context): void {
  if (environment.trust === undefined || trustedStart) return;
  throw new FerryError(
    "Untrusted",
    `${environment.name} accepts only artifacts attested by a trusted build, and this deployer, which has to check that, may itself have come from a cache; nothing was changed`,
    { next: startBy(command, environment.name) },
  );
}

/** How to start a verb so that nothing it runs has come from a cache. */
export function startBy(verb: string, environment: string): string {
  return `start it with: ./bazelw --trusted run //:${verb} -- --env ${environment}; see docs/protected-environments.md`;
}

/** Everything of a service that could become live: its template and all bundles, since a later plan may find more to change. */
export function subjects({ stack, functions }: DesiredService): Subject[] {
  return [
    { target: stack.artifact.target, sha256: stack.artifact.digest },
    ...functions.map(({ artifact }) => ({ target: artifact.target, sha256: artifact.digest.sha256 })),
  ];
}

/** What a rollback would make live, by the digests that Lambda reports. */
export function rollbackSubjects(outcomes: readonly ServiceRun[]): Subject[] {
  return outcomes.flatMap(({ functions }) =>
    functions.flatMap(({ desired, rollback }) =>
      rollback === undefined ? [] : [{ target: desired.artifact.target, sha256: rollback.to.digest }],
    ),
  );
}

/**
 * Refuses artifacts that no trusted build has attested, if the environment has trusted keys. Writes nothing.
 * @throws FerryError `Untrusted`
 */
export async function requireTrusted(
  { environment, bucket }: Context,
  subjects: readonly Subject[],
): Promise<void> {
  if (environment.trust === undefined) return;
  const keys = environment.trust.keys.map(trustedKey);
  const attestations = new Attestations(bucket);
  const refused: string[] = [];
  await forEachLimited(subjects, AT_ONCE, async (subject) => {
    const why = refusal(await attestations.read(subject.sha256), subject, keys);
    if (why !== undefined) refused.push(`${subject.target} (sha256 ${subject.sha256}): ${why}`);
  });
  if (refused.length === 0) return;
  throw new FerryError(
    "Untrusted",
    `${environment.name} accepts only artifacts attested by a trusted build; nothing was changed:\n  ${refused.sort().join("\n  ")}`,
    {
      next: `have the trusted builder attest this commit: ./bazelw --trusted run //:attest -- --env ${environment.name}; see docs/protected-environments.md`,
    },
  );
}
