import { awsConnection, type Connection, localConnection } from "../../deploy/aws/client/connection";
import { AwsSession } from "../../deploy/aws/session";
import { Bucket } from "../../deploy/bucket/bucket";
import { StoredDebugArtifacts } from "../../deploy/bucket/debug-artifacts";
import { ENVIRONMENTS, environmentOfRecord, keys } from "../../deploy/bucket/keys";
import { parseRecord } from "../../deploy/bucket/record/record";
import { runningAccount } from "../../deploy/environment/local-account";
import type { Environment, Environments } from "../../deploy/environment/schema";
import { asFerryError, type FerryError } from "../../deploy/error";

/** A live version of a function, as the record of its environment has it. */
export interface Deployed {
  readonly environment: string;
  readonly service: string;
  /** Name without the environment. */
  readonly function: string;
  readonly version: string;
  /** SHA-256 of the zip, in hex. */
  readonly sha256: string;
}

/** An account that was not looked at. */
export interface Unread {
  /** As environments.json has them: names, and patterns such as `dev-*`. */
  readonly environments: readonly string[];
  readonly reason: string;
}

/** What was found in one account and region. */
export interface Found {
  readonly deployed: readonly Deployed[];
  readonly unread: readonly Unread[];
  /** esbuild's metafile of a zip, where its deploy has kept it. */
  metafile(sha256: string): Promise<string | undefined>;
}

/** Environments that share a bucket. */
interface Site {
  readonly names: readonly string[];
  readonly settings: Environments["environments"][string];
}

/** What stands in the accounts of environments.json, as far as the credentials reach. It only reads, and starts nothing. */
export async function lookEverywhere(
  { environments }: Environments,
  variables: NodeJS.ProcessEnv,
): Promise<readonly Found[]> {
  return await Promise.all(sites(environments).map((site) => look(site, variables)));
}

function sites(environments: Environments["environments"]): Site[] {
  const bySite = Map.groupBy(Object.entries(environments), ([, { account, region, endpoint }]) =>
    [account, region, endpoint].join(" "),
  );
  return [...bySite.values()].flatMap((entries) => {
    const [first] = entries;
    return first ? [{ names: entries.map(([name]) => name), settings: first[1] }] : [];
  });
}

async function look({ names, settings }: Site, variables: NodeJS.ProcessEnv): Promise<Found> {
  const unread = (reason: string): Found => ({
    deployed: [],
    unread: [{ environments: names, reason }],
    metafile: async () => undefined,
  });
  const connection = await connect({ name: names[0] ?? "", ...settings }, variables);
  if (connection === undefined) return unread("the local account does not run");
  const session = new AwsSession(connection, new AbortController().signal);
  try {
    const caller = await session.account();
    if (caller !== settings.account)
      return unread(
        `the credentials are of the account ${caller}, not of ${settings.account}: sign in there`,
      );
    const bucket = new Bucket(session, settings);
    const kept = new StoredDebugArtifacts(bucket);
    return {
      deployed: await deployedIn(bucket),
      unread: [],
      metafile: (sha256) => kept.find(keys.metafile(sha256)),
    };
  } catch (error) {
    return unread(reasonOf(asFerryError(error)));
  }
}

/** What everybody meets who is not signed in is told in a few words: the name of an SDK's error says no more. */
function reasonOf({ code, message }: FerryError): string {
  if (code === "CredentialsMissing") return "nobody is signed in to AWS here";
  if (code === "CredentialsExpired") return "the AWS credentials have expired";
  return message;
}

async function connect(
  environment: Environment,
  variables: NodeJS.ProcessEnv,
): Promise<Connection | undefined> {
  if (environment.endpoint === undefined) return awsConnection(environment);
  const account = await runningAccount(variables);
  return account === undefined ? undefined : localConnection(environment, account);
}

async function deployedIn(bucket: Bucket): Promise<Deployed[]> {
  const deployed: Deployed[] = [];
  for (const key of await bucket.keys(ENVIRONMENTS)) {
    const environment = environmentOfRecord(key);
    if (environment === undefined) continue;
    const record = parseRecord((await bucket.get(key))?.text ?? "");
    for (const [service, { functions }] of Object.entries(record?.services ?? {})) {
      for (const [name, { version, sha256 }] of Object.entries(functions))
        deployed.push({ environment, service, function: name, version, sha256 });
    }
  }
  return deployed;
}
