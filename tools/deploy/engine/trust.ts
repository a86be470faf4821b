import { Attestations } from "../bucket/attestations";
import { forEachLimited } from "../context/concurrency";
import type { Context } from "../context/context";
import type { ServiceRun } from "../context/service-run";
import { FerryError } from "../error";
import type { DesiredService } from "../plan/desired";
import { refusal } from "../trust/attestation";
import { trustedKey } from "../trust/key";
import type { Subject } from "../trust/statement";

/** S3 has no rate that a deploy meets; sockets are what there is few of. */
const AT_ONCE = 16;

/**
 * Refuses to write to an environment with `trust` by a deployer that may itself have come from a cache: it is what checks the
 * attestations. Only an honest deployer gets here, so this keeps people from the habit, and is no defence in itself.
 * @throws FerryError `Untrusted`
 */
export function requireTrustedStart({ environment, trustedStart, command }: Context): void {
  if (environment.trust === undefined || trustedStart) return;
  throw new FerryError(
    "Untrusted",
    `${environment.name} takes only what a trusted build has attested, and this deployer, which has to check that, may itself have come from a cache; nothing was changed`,
    { next: startBy(command, environment.name) },
  );
}

/** How to start a verb so that nothing which runs has come from a cache. */
export function startBy(verb: string, environment: string): string {
  return `start it by: ./bazelw --trusted run //:${verb} -- --env ${environment}; see docs/protected-environments.md`;
}

/** All of a service that could go live: its template and its bundles, changed or not, since a later plan may find more to change. */
export function subjects({ stack, functions }: DesiredService): Subject[] {
  return [
    { target: stack.artifact.target, sha256: stack.artifact.digest },
    ...functions.map(({ artifact }) => ({ target: artifact.target, sha256: artifact.digest.sha256 })),
  ];
}

/** What a rollback would make live, by the digests that Lambda tells of these versions. */
export function rollbackSubjects(outcomes: readonly ServiceRun[]): Subject[] {
  return outcomes.flatMap(({ functions }) =>
    functions.flatMap(({ desired, rollback }) =>
      rollback === undefined ? [] : [{ target: desired.artifact.target, sha256: rollback.to.digest }],
    ),
  );
}

/**
 * Refuses what no trusted build has attested, where the environment names keys. It reads only.
 * @throws FerryError `Untrusted`
 */
export async function requireTrusted(
  { environment, bucket }: Context,
  wanted: readonly Subject[],
): Promise<void> {
  if (environment.trust === undefined) return;
  const keys = environment.trust.keys.map(trustedKey);
  const attestations = new Attestations(bucket);
  const refused: string[] = [];
  await forEachLimited(wanted, AT_ONCE, async (subject) => {
    const why = refusal(await attestations.read(subject.sha256), subject, keys);
    if (why !== undefined) refused.push(`${subject.target} (sha256 ${subject.sha256}): ${why}`);
  });
  if (refused.length === 0) return;
  throw new FerryError(
    "Untrusted",
    `${environment.name} takes only what a trusted build has attested; nothing was changed:\n  ${refused.sort().join("\n  ")}`,
    {
      next: `let the trusted builder attest this commit: ./bazelw --trusted run //:attest -- --env ${environment.name}; see docs/protected-environments.md`,
    },
  );
}
