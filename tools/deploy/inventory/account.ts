import { awsConnection, type Connection, localConnection } from "../aws/client/connection";
import { AwsSession } from "../aws/session";
import { Bucket } from "../bucket/bucket";
import { StoredDebugArtifacts } from "../bucket/debug-artifacts";
import { ENVIRONMENTS, environmentOfRecord, keys } from "../bucket/keys";
import { parseRecord } from "../bucket/record/record";
import { runningAccount } from "../environment/local-account";
import type { Environment, Environments } from "../environment/schema";
import { asFerryError, type FerryError } from "../error";

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

/** Environments of an account that could not be looked at. */
export interface Unread {
  /** As environments.json has them: names, and patterns such as `dev-*`. */
  readonly environments: readonly string[];
  readonly reason: string;
}

/** What was found in one account and region. */
export interface Found {
  readonly deployed: readonly Deployed[];
  readonly unread: readonly Unread[];
  /**
   * esbuild's metafile of a zip, where its deploy has kept it.
   * @throws DamagedDebugArtifact
   */
  metafile(sha256: string): Promise<string | undefined>;
}

/** Environments that share a bucket. */
export interface Site {
  readonly names: readonly string[];
  readonly settings: Environments["environments"][string];
}

/** Looks into one account and region. It only reads, and starts nothing. */
export async function look({ names, settings }: Site, variables: NodeJS.ProcessEnv): Promise<Found> {
  const unread = (reason: string): Found => ({
    deployed: [],
    unread: [{ environments: names, reason }],
    metafile: async () => undefined,
  });
  const connection = await connect({ name: names[0] ?? "", ...settings }, variables);
  if (connection === undefined) return unread("the local account is not running");
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

/** Missing credentials are the usual case, so they get a few words: the name of the SDK's error says no more. */
function reasonOf({ code, message }: FerryError): string {
  if (code === "CredentialsMissing") return "you are not signed in to AWS";
  if (code === "CredentialsExpired") return "the AWS credentials have expired";
  return message;
}

async function connect(
  environment: Environment,
  variables: NodeJS.ProcessEnv,
): Promise<Connection | undefined> {
  if (environment.endpoint === undefined) return awsConnection(environment, variables);
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
