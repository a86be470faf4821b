import { createHash, createHmac } from "node:crypto";

/**
 * Sends a request to the local account, signed as by an SDK: these tests have no npm packages.
 *
 * @param {{endpoint: string, credentials: {accessKeyId: string, secretAccessKey: string}}} account
 * @param {string} service signing name, such as `lambda`
 * @param {string} path with an optional query of unique names
 * @param {{method?: string, headers?: Record<string, string>, body?: string}} [request] default GET
 */
export function signedFetch(
  { endpoint, credentials },
  service,
  path,
  { method = "GET", headers = {}, body = "" } = {},
) {
  const url = new URL(path, endpoint);
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const scope = [time.slice(0, 8), "us-east-1", service, "aws4_request"];
  const signed = { ...headers, host: url.host, "x-amz-content-sha256": sha256(body), "x-amz-date": time };
  const names = Object.keys(signed).sort();
  const canonical = [
    method,
    service === "s3" ? url.pathname : encoded(url.pathname),
    [...url.searchParams]
      .map((pair) => pair.map(encodeURIComponent).join("="))
      .sort()
      .join("&"),
    ...names.map((name) => `${name}:${signed[name]}`),
    "",
    names.join(";"),
    sha256(body),
  ].join("\n");
  const text = ["AWS4-HMAC-SHA256", time, scope.join("/"), sha256(canonical)].join("\n");
  const key = scope.reduce(hmac, `AWS4${credentials.secretAccessKey}`);
  const authorization = [
    `AWS4-HMAC-SHA256 Credential=${[credentials.accessKeyId, ...scope].join("/")}`,
    `SignedHeaders=${names.join(";")}`,
    `Signature=${hmac(key, text).toString("hex")}`,
  ].join(", ");
  const { host: _, ...sent } = { ...signed, authorization };
  return fetch(url, { method, headers: sent, ...(body && { body }) });
}

function encoded(pathname) {
  return pathname.split("/").map(encodeURIComponent).join("/");
}

function sha256(text) {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key, text) {
  return createHmac("sha256", key).update(text).digest();
}
