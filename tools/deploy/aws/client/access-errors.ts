import { FerryError } from "../../error";

/** The members of an SDK client's error about the machine, the network and the credentials. */
export interface AccessError extends Error {
  readonly code?: string;
  readonly cause?: unknown;
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

const AGAIN = "run the same command again: it continues where this one stopped";

/** https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html, …/AmazonS3/latest/API/ErrorResponses.html */
const EXPIRED = new Set(["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"]);

const SKEWED = new Set(["RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"]);

const CREDENTIALS = new Set([
  "CredentialsProviderError",
  "TokenProviderError",
  "InvalidAccessKeyId",
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "InvalidToken",
  "SignatureDoesNotMatch",
  "UnrecognizedClientException",
]);

const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNRESET",
  "EPIPE",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
]);

/** Node's codes for an untrusted certificate, as behind a corporate proxy. */
const UNTRUSTED = /^(CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_(VERIFY|GET_ISSUER)|ERR_TLS)/;

/** Failures independent of the request, which affect all services alike; undefined for any other. */
export function accessFailure(error: AccessError, operation: string): FerryError | undefined {
  const { name, message } = error;
  const options = (next: string) => ({ cause: error, next });
  const said = `${operation} failed: ${name}: ${message}`;
  if (SKEWED.has(name) || (CREDENTIALS.has(name) && /Signature (expired|not yet current)/i.test(message)))
    return new FerryError(
      "ClockSkew",
      `this machine's clock is off by more than AWS allows${clocks(error)}: ${said}`,
      options(`set the clock (turn on NTP), then ${AGAIN}`),
    );
  const expired =
    EXPIRED.has(name) || (/^(Credentials|Token)Provider/.test(name) && /expired/i.test(message));
  if (expired)
    return new FerryError(
      "CredentialsExpired",
      `the AWS credentials have expired: ${said}`,
      options(`sign in again (aws sso login, or new temporary credentials), then ${AGAIN}`),
    );
  if (CREDENTIALS.has(name))
    return new FerryError(
      "CredentialsMissing",
      `no valid AWS credentials: ${said}`,
      options("sign in (aws sso login, or set AWS_PROFILE) and run the command again"),
    );
  return unreachable(error, operation);
}

function unreachable(error: AccessError, operation: string): FerryError | undefined {
  const { code = "", message } = error;
  if (UNTRUSTED.test(code))
    return new FerryError(
      "EndpointUnreachable",
      `${operation} failed: untrusted certificate: ${message} (${code})`,
      {
        cause: error,
        next: "set NODE_EXTRA_CA_CERTS to the certificate of your network's proxy and run the command again",
      },
    );
  if (!UNREACHABLE.has(code) && error.name !== "TimeoutError") return undefined;
  return new FerryError("EndpointUnreachable", `${operation} got no response: ${message || code}`, {
    cause: error,
    next: `check the network, then ${AGAIN}`,
  });
}

/** Both clocks, if the response contained AWS's. */
function clocks({ $response }: AccessError): string {
  const date = new Date($response?.headers?.date ?? "");
  if (Number.isNaN(date.getTime())) return "";
  return ` (local time ${new Date().toISOString()}, AWS ${date.toISOString()})`;
}
