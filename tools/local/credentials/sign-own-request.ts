import { createHash } from "node:crypto";
import { Sha256 } from "@smithy/core/checksum";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Credentials } from "./credentials";

/** In the credential scope of requests for the account's own pages, under `/_ferry/`. */
export const OWN_SERVICE = "ferry";

/** A request for one of the account's own pages. */
export interface OwnRequest {
  /** Of the account, such as `http://127.0.0.1:4080`. */
  readonly endpoint: string;
  readonly method: string;
  /** Without a query. */
  readonly path: string;
  readonly body?: string;
}

/** Headers that identify the account's owner. A signature, since a token would be revealed to another program on the port. */
export async function signOwnRequest(
  { endpoint, method, path, body = "" }: OwnRequest,
  credentials: Credentials,
): Promise<Record<string, string>> {
  const { host, hostname, protocol } = new URL(endpoint);
  const signer = new SignatureV4({ service: OWN_SERVICE, region: "local", credentials, sha256: Sha256 });
  const hash = createHash("sha256").update(body).digest("hex");
  const headers = { host, "x-amz-content-sha256": hash };
  return (await signer.sign({ method, protocol, hostname, path, headers, body })).headers;
}
