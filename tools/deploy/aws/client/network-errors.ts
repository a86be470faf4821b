import { AGAIN, FerryError } from "../../error";
import { endpointVariable } from "./origin";
import { described, type HttpProxy, type Proxies, proxyFor } from "./proxies";
import { UNANSWERED, UNSENT } from "./retry";

/** The members of an SDK client's error about the machine, the network and the credentials. */
export interface AccessError extends Error {
  readonly code?: string;
  /** Of a proxy that refused a tunnel. */
  readonly statusCode?: number;
  readonly cause?: unknown;
  readonly $response?: { readonly statusCode?: number; readonly headers?: Readonly<Record<string, string>> };
}

/** A request, and the settings that decided where it went. */
export interface Request {
  /** As counted, `Lambda.UpdateAlias`. */
  readonly operation: string;
  /** As in AWS's models, `CloudWatch Logs`. */
  readonly serviceId: string;
  /** Absent if it failed before its endpoint was known, or its credentials. */
  readonly target?: { readonly protocol: string; readonly hostname: string; readonly port?: number };
  readonly variables: NodeJS.ProcessEnv;
  readonly proxies?: Proxies | undefined;
}

const NETWORK = "the network (HTTPS_PROXY names a proxy, if it needs one)";

const UNREACHABLE = new Set([...UNSENT, ...UNANSWERED]);

/** Node's codes for an untrusted certificate, as behind a corporate proxy. */
const UNTRUSTED = /^(CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_(VERIFY|GET_ISSUER)|ERR_TLS)/;

/** A failure to reach a service: its endpoint, a proxy or the network; undefined for any other. */
export function networkFailure(error: AccessError, request: Request): FerryError | undefined {
  return wrongEndpoint(error, request) ?? refusedByProxy(error, request) ?? unreachable(error, request);
}

/** The credentials have a source, such as IAM Identity Center, and that was not reached. @param origin of the credentials */
export function unreachedSource(error: AccessError, request: Request, origin: string): FerryError {
  const variables = Object.values(request.proxies?.byProtocol ?? {}).map((proxy) => proxy?.variable);
  return new FerryError(
    "EndpointUnreachable",
    `${request.operation} got no credentials, as their source was not reached (${origin}): ${error.message}`,
    { cause: error, next: `check ${variables.join(" and ") || NETWORK}, then ${AGAIN}` },
  );
}

function wrongEndpoint(
  error: AccessError,
  { operation, serviceId, variables }: Request,
): FerryError | undefined {
  const variable = endpointVariable(variables, serviceId);
  if (error.code !== "ERR_INVALID_URL" || variable === undefined) return undefined;
  return new FerryError("UsageInvalid", `${operation} failed: ${variable} is not a URL`, {
    cause: error,
    next: `correct ${variable}, or unset it`,
  });
}

/** A proxy answers by itself if it does not open a connection, and with 407 if it wants a user name and password. */
function refusedByProxy(error: AccessError, request: Request): FerryError | undefined {
  const status = error.statusCode ?? error.$response?.statusCode;
  const proxy = proxyOf(request);
  if (proxy === undefined || (error.code !== "ERR_PROXY_TUNNEL" && status !== 407)) return undefined;
  const { variable } = proxy;
  const answer = status === undefined ? error.message : `it answered ${status}`;
  return new FerryError(
    "EndpointUnreachable",
    `${request.operation} did not get through the proxy ${described(proxy)} to ${request.target?.hostname}: ${answer}`,
    {
      cause: error,
      next:
        status === 407
          ? `put the user name and password that it wants into ${variable}: http://<user>:<password>@<host>:<port>`
          : `check ${variable}, or list ${request.target?.hostname} in NO_PROXY, then ${AGAIN}`,
    },
  );
}

function unreachable(error: AccessError, request: Request): FerryError | undefined {
  const { code = "", message } = error;
  const place = placeOf(request);
  if (UNTRUSTED.test(code))
    return new FerryError(
      "EndpointUnreachable",
      `${request.operation} failed: untrusted certificate of ${place}: ${message} (${code})`,
      {
        cause: error,
        next: "set NODE_EXTRA_CA_CERTS to the certificate of your network's proxy and run the command again",
      },
    );
  if (!UNREACHABLE.has(code) && error.name !== "TimeoutError") return undefined;
  return new FerryError(
    "EndpointUnreachable",
    `${request.operation} got no response from ${place}: ${message || code}`,
    {
      cause: error,
      next: `check ${suspects(request)}, then ${AGAIN}`,
    },
  );
}

/** The host of a request, with the variable that chose it and the proxy on the way: `127.0.0.1:4566 (AWS_ENDPOINT_URL)`. */
function placeOf(request: Request): string {
  const { target } = request;
  const host = target === undefined ? "AWS" : target.hostname + (target.port ? `:${target.port}` : "");
  const variable = endpointVariable(request.variables, request.serviceId);
  const proxy = proxyOf(request);
  return `${host}${variable ? ` (${variable})` : ""}${proxy ? ` through the proxy ${described(proxy)}` : ""}`;
}

/** What the user can correct. A profile may name an endpoint, too: it is in question where the host is not one of AWS. */
function suspects(request: Request): string {
  const { variables, serviceId, target } = request;
  const found = [endpointVariable(variables, serviceId), proxyOf(request)?.variable].filter(Boolean);
  const foreign = target !== undefined && !/\.(amazonaws\.|aws$|api\.aws)/.test(target.hostname);
  if (found.length === 0 && foreign && variables.AWS_PROFILE)
    return `endpoint_url in the profile ${JSON.stringify(variables.AWS_PROFILE)} (AWS_PROFILE)`;
  return found.length > 0 ? found.join(" and ") : NETWORK;
}

function proxyOf({ target, proxies }: Request): HttpProxy | undefined {
  if (target === undefined || proxies === undefined) return undefined;
  const { protocol, hostname, port } = target;
  return proxyFor(proxies, new URL(`${protocol}//${hostname}${port ? `:${port}` : ""}`));
}
