import { Attestations } from "../../bucket/attestations";
import { guardAccount } from "../../context/context";
import type { BuiltRun } from "../../context/service-run";
import { attempt } from "../../engine/attempt";
import { startBy, subjects } from "../../engine/trust";
import type { Environment } from "../../environment/schema";
import { FerryError } from "../../error";
import { seal } from "../../trust/envelope";
import { readSigningKey, type SigningKey } from "../../trust/key";
import { type BuildFacts, STATEMENT_TYPE, statement } from "../../trust/statement";
import { checkedOut } from "../../workspace/git/commit";
import type { LaunchEnvironment } from "../launch-environment";
import { builtServices } from "../run/load-services";
import type { Run } from "../run/prepare";
import { type Extra, runVerb } from "../run/run-verb";
import { defineVerb } from "../verb";

/** Files that are named in a refusal. */
const FILES_SHOWN = 5;

export const attest = defineVerb({
  name: "attest",
  description: "sign what the build made, for environments that accept only attested code",
  more: "See [protected environments](protected-environments.md).",
  options: {
    trustedCache: {
      description: "accept a build without bazelw --trusted, as only trusted builds write to its caches",
    },
  },
  services: builtServices,
  run: (options, launch): Promise<number> =>
    runVerb(attest, options, launch, async (run) => {
      const { context, outcomes } = run;
      const key = signingKey(context.environment, options, launch);
      const commit = await cleanCommit(launch.workspaceDirectory);
      await guardAccount(context);
      const caches = launch.trusted ? "none" : "trusted";
      const facts: BuildFacts = { commit, caches, keyId: key.id, finished: new Date() };
      for (const outcome of outcomes)
        await attempt(context, outcome, () => attestService(run, outcome, key, facts));
      return attested(outcomes, key, facts);
    }),
});

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
  { trustedCache }: { readonly trustedCache: boolean },
  { trusted, signingKeyFile }: LaunchEnvironment,
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
  const found = await checkedOut(folder);
  if (found === undefined)
    throw unattestable(`git finds no commit in ${folder}`, "attest in a clone of the repository");
  const { changes, commit } = found;
  if (changes.length === 0) return commit;
  const shown = changes.slice(0, FILES_SHOWN).join(", ") + (changes.length > FILES_SHOWN ? ", …" : "");
  throw unattestable(
    `the workspace has changes that are in no commit: ${shown}`,
    "commit them, or attest in a fresh clone",
  );
}

function unattestable(message: string, next: string): FerryError {
  return new FerryError("Unattestable", message, { next });
}
