import type { IncomingHttpHeaders } from "node:http";
import { timeOf } from "./clock-skew";

/** A request's own account of its signature: key, scope, time; nothing of it is verified yet. */
export interface Claim {
  readonly accessKeyId: string;
  /** `20261103`, of the credential scope. */
  readonly date: string;
  readonly region: string;
  /** Signing name, such as `lambda`. */
  readonly service: string;
  /** In lower case. */
  readonly signedHeaders: readonly string[];
  /** In hex. */
  readonly signature: string;
  /** When it was signed: `20261103T120000Z`. */
  readonly time: string;
  readonly sessionToken: string | undefined;
  /** Seconds from `time` on for which a presigned URL holds; absent where the signature is in the header. */
  readonly expires?: number;
}

/** A signature that cannot be read. */
export interface Incomplete {
  /** What is wrong with it, for the error message. */
  readonly incomplete: string;
}

const ALGORITHM = "AWS4-HMAC-SHA256";

/**
 * The claim of a request, from its header `Authorization` or, presigned, from its query; `undefined` where it is not signed at all.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function claimOf(
  headers: IncomingHttpHeaders,
  query: URLSearchParams,
): Claim | Incomplete | undefined {
  const { authorization } = headers;
  if (authorization !== undefined) return ofHeader(authorization, headers);
  if (query.has("X-Amz-Algorithm") || query.has("X-Amz-Signature")) return ofQuery(query);
  // Version 1 of the `aws` command line presigns so by default.
  if (query.has("AWSAccessKeyId"))
    return { incomplete: "it is of Signature Version 2; set signature_version = s3v4" };
  return undefined;
}

function ofHeader(authorization: string, headers: IncomingHttpHeaders): Claim | Incomplete {
  if (!authorization.startsWith(`${ALGORITHM} `)) return { incomplete: `it must begin with "${ALGORITHM}"` };
  const members = new Map(
    authorization
      .slice(ALGORITHM.length)
      .split(",")
      .map((part) => {
        const [name = "", value = ""] = part.trim().split(/=(.*)/s);
        return [name, value] as const;
      }),
  );
  return claim({
    credential: members.get("Credential"),
    signedHeaders: members.get("SignedHeaders"),
    signature: members.get("Signature"),
    time: headerText(headers["x-amz-date"]),
    sessionToken: headerText(headers["x-amz-security-token"]),
  });
}

function ofQuery(query: URLSearchParams): Claim | Incomplete {
  if (query.get("X-Amz-Algorithm") !== ALGORITHM) {
    return { incomplete: `X-Amz-Algorithm must be "${ALGORITHM}"` };
  }
  const expires = Number(query.get("X-Amz-Expires") ?? Number.NaN);
  // A week is the most that AWS allows.
  if (!(Number.isInteger(expires) && expires >= 0 && expires <= 604_800)) {
    return { incomplete: "X-Amz-Expires must be a number of seconds, at most 604800" };
  }
  const read = claim({
    credential: query.get("X-Amz-Credential") ?? undefined,
    signedHeaders: query.get("X-Amz-SignedHeaders") ?? undefined,
    signature: query.get("X-Amz-Signature") ?? undefined,
    time: query.get("X-Amz-Date") ?? undefined,
    sessionToken: query.get("X-Amz-Security-Token") ?? undefined,
  });
  return "incomplete" in read ? read : { ...read, expires };
}

interface Parts {
  readonly credential: string | undefined;
  readonly signedHeaders: string | undefined;
  readonly signature: string | undefined;
  readonly time: string | undefined;
  readonly sessionToken: string | undefined;
}

function claim({ credential, signedHeaders, signature, time, sessionToken }: Parts): Claim | Incomplete {
  // The access key id may itself hold slashes; the scope is the last four parts.
  const parts = (credential ?? "").split("/");
  const [date = "", region = "", service = "", terminator] = parts.slice(-4);
  const accessKeyId = parts.slice(0, -4).join("/");
  if (terminator !== "aws4_request" || !accessKeyId || !region || !service) {
    return { incomplete: "Credential must be <key id>/<date>/<region>/<service>/aws4_request" };
  }
  if (!signedHeaders) return { incomplete: "SignedHeaders is missing" };
  if (!signature) return { incomplete: "Signature is missing" };
  if (time === undefined || !/^\d{8}T\d{6}Z$/.test(time) || Number.isNaN(timeOf(time))) {
    return { incomplete: "X-Amz-Date must be like 20261103T120000Z" };
  }
  return {
    accessKeyId,
    date,
    region,
    service,
    signedHeaders: signedHeaders.toLowerCase().split(";"),
    signature,
    time,
    sessionToken,
  };
}

function headerText(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
