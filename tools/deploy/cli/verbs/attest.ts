import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Attestations } from "../../bucket/attestations";
import { guardAccount } from "../../context/context";
import type { BuiltRun } from "../../context/service-run";
import { recordFailure } from "../../engine/failure";
import { startBy, subjects } from "../../engine/trust";
import type { Environment } from "../../environment/schema";
import { FerryError } from "../../error";
import { seal } from "../../trust/envelope";
import { readSigningKey, type SigningKey } from "../../trust/key";
import { type BuildFacts, STATEMENT_TYPE, statement } from "../../trust/statement";
import type { Setting } from "../launch-environment";
import type { AttestOptions } from "../options";
import type { Run } from "../run/prepare";
import { type Extra, runCommand } from "../run/run";

/** Files that are named in a refusal. */
const FILES_SHOWN = 5;

/** Signs the digests of what the build made, so that an environment with `trust` takes them. */
export function attest(options: AttestOptions, setting: Setting): Promise<number> {
  return runCommand("attest", options, setting, async (run) => {
    const { context, outcomes } = run;
    const key = signingKey(context.environment, options, setting);
    const commit = await cleanCommit(setting.workspaceDirectory);
    await guardAccount(context);
    const caches = setting.trusted ? "none" : "trusted";
    const facts: BuildFacts = { commit, caches, keyId: key.id, finished: new Date() };
    for (const outcome of outcomes)
      await recordFailure(context, outcome, () => attestService(run, outcome, key, facts));
    return attested(outcomes, key, facts);
  });
}

async function attestService(
  { context }: Run,
  { desired }: BuiltRun,
  key: SigningKey,
  facts: BuildFacts,
): Promise<void> {
  const attestations = new Attestations(context.bucket);
  const signed = subjects(desired);
  const envelope = seal(STATEMENT_TYPE, statement(signed, facts), key);
  for (const { sha256 } of signed) {
    await context.beforeWrite();
    await attestations.add(sha256, envelope);
  }
  context.emit({ type: "attested", service: desired.service, subjects: signed, keyId: key.id });
}

/** What the report has besides: the key by its id, and the digests. */
function attested(outcomes: readonly BuiltRun[], key: SigningKey, { commit, caches }: BuildFacts): Extra {
  const signed = outcomes
    .filter(({ error }) => error === undefined)
    .flatMap(({ desired }) => subjects(desired));
  return { attestation: { keyId: key.id, commit, caches, subjects: signed } };
}

/** The key of FERRY_SIGNING_KEY_FILE, which the environment must trust: any other signature would be worth nothing there. */
function signingKey(
  { name, trust }: Environment,
  { trustedCache }: AttestOptions,
  { trusted, signingKeyFile }: Setting,
): SigningKey {
  if (trust === undefined) {
    throw new FerryError(
      "UsageInvalid",
      `the environment "${name}" trusts no keys, so it needs no attestation`,
      {
        next: `attest for an environment that has "trust" in platform/environments.json`,
      },
    );
  }
  if (!trusted && !trustedCache)
    throw unattestable(
      "this build and this deployer may have come from a cache that others write to, so the signing key is not read",
      startBy("attest", name),
    );
  const key = readSigningKey(signingKeyFile);
  if (trust.keys.includes(key.publicText)) return key;
  throw new FerryError(
    "SigningKeyInvalid",
    `${name} does not trust the signing key, which is ${key.publicText}`,
    {
      next: `sign with a key of "trust" in platform/environments.json, or add that one to it`,
    },
  );
}

/** The commit of a workspace without any other change, untracked files included: the build reads those as well. */
async function cleanCommit(folder: string | undefined): Promise<string> {
  if (folder === undefined)
    throw unattestable("there is no workspace here", "start it with: ./bazelw --trusted run //:attest");
  const git = async (...args: string[]): Promise<string> =>
    (await promisify(execFile)("git", ["-C", folder, ...args])).stdout.trim();
  try {
    const changes = (await git("status", "--porcelain", "--untracked-files=all")).split("\n").filter(Boolean);
    if (changes.length === 0) return await git("rev-parse", "HEAD");
    const shown = changes.slice(0, FILES_SHOWN).join(", ") + (changes.length > FILES_SHOWN ? ", …" : "");
    throw unattestable(
      `the workspace has changes that are in no commit: ${shown}`,
      "commit them, or attest in a fresh clone",
    );
  } catch (error) {
    if (error instanceof FerryError) throw error;
    throw unattestable(`git tells no commit of ${folder}`, "attest in a clone of the repository");
  }
}

function unattestable(message: string, next: string): FerryError {
  return new FerryError("Unattestable", message, { next });
}
