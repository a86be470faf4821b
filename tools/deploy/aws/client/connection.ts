import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { defaultProvider } from "@aws-sdk/credential-provider-node";
import type { HttpHandler } from "@smithy/core/protocols";
import { agentEnvironment, type Proxies, readProxies } from "./proxies";

/** Endpoint and credentials of the clients. */
export interface Connection {
  readonly region: string;
  /** Absent for AWS itself. */
  readonly endpoint?: string;
  /** Absent for the default credential chain. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** The user's environment, which the SDK reads too; absent for the local account, to which none of it applies. */
  readonly variables?: NodeJS.ProcessEnv;
  readonly proxies?: Proxies;
  /** What sends the requests, of all clients. Absent for the SDK's, which uses HTTP. */
  readonly requestHandler?: HttpHandler;
}

/**
 * A real account: the default credential chain, and this region regardless of the profile.
 * @throws FerryError `UsageInvalid` if a variable does not name a proxy
 */
export function awsConnection(
  { region }: Pick<Connection, "region">,
  variables: NodeJS.ProcessEnv,
): Connection {
  const proxies = readProxies(variables);
  return { region, variables, ...(proxies && { proxies }) };
}

/** The local account: its own credentials, independent of the user's profile, and never through a proxy. */
export function localConnection(
  { region }: Pick<Connection, "region">,
  { endpoint, credentials }: Required<Pick<Connection, "endpoint" | "credentials">>,
): Connection {
  return { region, endpoint, credentials };
}

/** Milliseconds after which opening a connection fails. */
const CONNECTION_TIMEOUT = 10_000;
/** Connections per host, as in the SDK's own agents. */
const MAX_SOCKETS = 50;

/**
 * Constructor options of all clients. They take precedence over the profile and environment variables. The SDK's retries are off,
 * as they would repeat unsafe writes: `CallCounter.watch` retries instead.
 */
export function clientOptions({ region, endpoint, credentials, proxies, requestHandler }: Connection) {
  return {
    region,
    maxAttempts: 1,
    retryMode: "standard",
    requestHandler: requestHandler ?? {
      connectionTimeout: CONNECTION_TIMEOUT,
      ...(proxies && agents(proxies)),
    },
    ...(credentials && { credentials }),
    ...(proxies && { credentialDefaultProvider: credentialsThroughProxy }),
    ...(endpoint !== undefined && { endpoint, useFipsEndpoint: false, useDualstackEndpoint: false }),
  } as const;
}

/** Agents and not their options: the SDK would send uploads (`Expect: 100-continue`) by another agent of its own. */
function agents(proxies: Proxies): { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent } {
  const options = { keepAlive: true, maxSockets: MAX_SOCKETS, proxyEnv: agentEnvironment(proxies) };
  return { httpAgent: new HttpAgent(options), httpsAgent: new HttpsAgent(options) };
}

type ChainOptions = NonNullable<Parameters<typeof defaultProvider>[0]>;

/** The default chain, whose own clients (SSO, STS) use the same agents. It never asks the metadata services through a proxy. */
function credentialsThroughProxy(
  init: ChainOptions & { readonly requestHandler?: object },
): ReturnType<typeof defaultProvider> {
  const chain =
    require("@aws-sdk/credential-provider-node") as typeof import("@aws-sdk/credential-provider-node");
  const clientConfig = init.requestHandler && { requestHandler: init.requestHandler };
  return chain.defaultProvider({ ...init, ...(clientConfig && { clientConfig }) } as ChainOptions);
}
