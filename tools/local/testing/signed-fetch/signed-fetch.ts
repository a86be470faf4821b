import { Sha256 } from "@smithy/core/checksum";
import { SignatureV4 } from "@smithy/signature-v4";

/** Where a request goes, and the key that it is signed with. */
export interface Caller {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface RawRequest {
  readonly service: string;
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Headers of a request that no SDK makes, with its signature. */
export async function signed(
  { endpoint, credentials }: Caller,
  { service, path, method = "GET", headers = {}, body = "" }: RawRequest,
): Promise<Record<string, string>> {
  const { host, hostname, protocol, pathname, searchParams } = new URL(path, endpoint);
  const signer = new SignatureV4({
    service,
    region: "us-east-1",
    credentials,
    sha256: Sha256,
    uriEscapePath: service !== "s3",
  });
  const query = Object.fromEntries(searchParams);
  const request = { method, protocol, hostname, path: pathname, query, headers: { ...headers, host }, body };
  return (await signer.sign(request)).headers;
}

/** Sends a request that no SDK makes, signed. */
export async function signedFetch(caller: Caller, request: RawRequest): Promise<Response> {
  const { host: _, ...headers } = await signed(caller, request);
  const { path, method = "GET", body } = request;
  return await fetch(new URL(path, caller.endpoint), { method, headers, ...(body && { body }) });
}
