import type { IncomingHttpHeaders } from "node:http";

const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/**
 * Why a request must not be served, if so. Any web page can make a browser send requests to a loopback port: one of another
 * origin shows itself by `Origin` or `Sec-Fetch-Site`, one that points its own name at 127.0.0.1 (DNS rebinding) by `Host`.
 */
export function refusedAsForeign(headers: IncomingHttpHeaders): string | undefined {
  const host = refusedHost(headers);
  if (host !== undefined) return host;
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${headers.host}`) {
    return `requests from web pages of another origin are refused (origin "${origin}")`;
  }
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") {
    return `requests from web pages of another origin are refused (sec-fetch-site "${site}")`;
  }
  return undefined;
}

/** The part of the guard that also holds where pages of other origins are welcome (an API with CORS). */
export function refusedHost(headers: IncomingHttpHeaders): string | undefined {
  const { host } = headers;
  if (host !== undefined && LOOPBACK_HOST.test(host)) return undefined;
  return `host "${host ?? ""}" is refused: this server answers to 127.0.0.1 and localhost only`;
}
