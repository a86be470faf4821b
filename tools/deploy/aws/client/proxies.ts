import { FerryError } from "../../error";

/** A proxy, and the environment variable that names it. */
export interface HttpProxy {
  readonly variable: string;
  readonly url: URL;
}

/** The proxies of this machine's environment. */
export interface Proxies {
  /** By the protocol of the request. */
  readonly byProtocol: Readonly<Partial<Record<string, HttpProxy>>>;
  /** Hosts that are reached without a proxy: `*`, `host`, `host:port`, or `*.domain`. */
  readonly exempt: readonly string[];
}

/** The machine itself, which no proxy could reach. */
const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|::1)$/;
/** The same as Node.js's agents take it: https://nodejs.org/api/http.html#built-in-proxy-support */
const LOOPBACK_ENTRIES = ["localhost", "*.localhost", "127.0.0.0-127.255.255.255", "::1"];

/**
 * Reads `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` as curl and the AWS CLI do: lower case takes precedence, a proxy without a
 * scheme is an HTTP proxy, and an entry of `NO_PROXY` covers its subdomains.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-proxy.html
 * @returns undefined if no proxy is set
 * @throws FerryError `UsageInvalid` with the variable, and never its value, which may hold a password
 */
export function readProxies(variables: NodeJS.ProcessEnv): Proxies | undefined {
  const https = readProxy(variables, "https_proxy");
  const http = readProxy(variables, "http_proxy");
  if (https === undefined && http === undefined) return undefined;
  const [, list = ""] = read(variables, "no_proxy");
  return {
    byProtocol: { ...(https && { "https:": https }), ...(http && { "http:": http }) },
    exempt: list
      .split(/[\s,]+/)
      .filter((entry) => entry !== "")
      .flatMap(entries),
  };
}

/** The proxy that a request goes through; undefined if it goes to its host directly. */
export function proxyFor({ byProtocol, exempt }: Proxies, target: URL): HttpProxy | undefined {
  const host = target.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = target.port || (target.protocol === "https:" ? "443" : "80");
  const covers = (entry: string): boolean =>
    entry === "*" ||
    entry === host ||
    entry === `${host}:${port}` ||
    (entry.startsWith("*.") && host.endsWith(entry.slice(1)));
  return LOOPBACK.test(host) || exempt.some(covers) ? undefined : byProtocol[target.protocol];
}

/** The same settings for the option `proxyEnv` of Node.js's agents, which know only some of these forms. */
export function agentEnvironment({ byProtocol, exempt }: Proxies): NodeJS.ProcessEnv {
  return {
    https_proxy: byProtocol["https:"]?.url.href,
    http_proxy: byProtocol["http:"]?.url.href,
    no_proxy: [...LOOPBACK_ENTRIES, ...exempt].join(","),
  };
}

/** The proxy and its variable for a message: without user name and password. */
export function described({ variable, url }: HttpProxy): string {
  return `${url.protocol}//${url.host} (${variable})`;
}

/** Removes the proxies' passwords from an error and its causes: messages of Node.js name the proxy's whole URL. */
export function removePasswords({ byProtocol }: Proxies, thrown: unknown): void {
  for (let error = thrown; error instanceof Error; error = error.cause)
    for (const proxy of Object.values(byProtocol)) {
      if (proxy === undefined || !error.message.includes(proxy.url.href)) continue;
      const without = (text: string): string => text.replaceAll(proxy.url.href, described(proxy));
      const { stack } = error;
      error.message = without(error.message);
      if (stack !== undefined) error.stack = without(stack);
    }
}

/** The variable that is set, and its value: the one in lower case, if both are. */
function read(variables: NodeJS.ProcessEnv, name: string): [variable: string, value?: string] {
  for (const variable of [name, name.toUpperCase()]) {
    const value = variables[variable]?.trim();
    if (value) return [variable, value];
  }
  return [name];
}

function readProxy(variables: NodeJS.ProcessEnv, name: string): HttpProxy | undefined {
  const [variable, value] = read(variables, name);
  if (value === undefined) return undefined;
  const url = parse(value);
  if (url !== undefined) return { variable, url };
  throw new FerryError("UsageInvalid", `${variable} does not name an HTTP proxy`, {
    next: `set ${variable} to http://<host>:<port> or https://<host>:<port>; in a user name or password, write characters such as @, # and % as %40, %23 and %25`,
  });
}

function parse(value: string): URL | undefined {
  try {
    const url = new URL(value.includes("://") ? value : `http://${value}`);
    decodeURIComponent(url.username + url.password);
    const plain = url.pathname === "/" && url.search === "" && url.hash === "";
    return plain && /^https?:$/.test(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

/** `.example.com` and `example.com` both mean the domain and all below it. */
function entries(entry: string): string[] {
  const name = entry.toLowerCase().replace(/^\[(.*)\]$/, "$1");
  if (name.startsWith("*")) return [name];
  const domain = name.replace(/^\./, "");
  return [domain, `*.${domain}`];
}
