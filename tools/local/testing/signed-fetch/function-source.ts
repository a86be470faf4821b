/**
 * Source of `signedFetch(service, path, { method, headers, body })` for functions that tests make: it calls the account that the
 * function runs in with the function's credentials, with a signature as an SDK would make it. CommonJS; paths have no query.
 */
export const SIGNED_FETCH = `
const { createHash, createHmac } = require("node:crypto");

function signedFetch(service, path, { method = "POST", headers = {}, body = "" } = {}) {
  const { AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  const sha256 = (text) => createHash("sha256").update(text).digest("hex");
  const hmac = (key, text) => createHmac("sha256", key).update(text).digest();
  const url = new URL(path, AWS_ENDPOINT_URL);
  const time = new Date().toISOString().replace(/[-:]|\\.\\d+/g, "");
  const scope = [time.slice(0, 8), AWS_REGION, service, "aws4_request"];
  const signed = { ...headers, host: url.host, "x-amz-date": time, "x-amz-security-token": AWS_SESSION_TOKEN };
  const names = Object.keys(signed).sort();
  const canonical = [
    method,
    url.pathname.split("/").map(encodeURIComponent).join("/"),
    "",
    ...names.map((name) => name + ":" + signed[name]),
    "",
    names.join(";"),
    sha256(body),
  ].join("\\n");
  const key = scope.reduce(hmac, "AWS4" + AWS_SECRET_ACCESS_KEY);
  const text = ["AWS4-HMAC-SHA256", time, scope.join("/"), sha256(canonical)].join("\\n");
  const authorization =
    "AWS4-HMAC-SHA256 Credential=" + [AWS_ACCESS_KEY_ID, ...scope].join("/") +
    ", SignedHeaders=" + names.join(";") + ", Signature=" + hmac(key, text).toString("hex");
  delete signed.host;
  return fetch(url, { method, headers: { ...signed, authorization }, ...(body && { body }) });
}
`;
