import { AGAIN, FerryError } from "../../error";
import { type AccessError, networkFailure, type Request, unreachedSource } from "./network-errors";
import { credentialsOrigin, signIn } from "./origin";

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

/** What the credential chain says of a source that it did not reach; it keeps nothing but the text. */
const UNREACHED = /\bERR_PROXY_TUNNEL\b|\b(connect|getaddrinfo) E[A-Z_]+|\bE(CONNRESET|PIPE|TIMEDOUT)\b/;

/** Failures independent of the request, which affect all services alike; undefined for any other. */
export function accessFailure(error: AccessError, request: Request): FerryError | undefined {
  const { name, message } = error;
  const { operation, variables } = request;
  const origin = credentialsOrigin(variables);
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
      `the AWS credentials have expired (${origin}): ${said}`,
      options(`sign in again (${signIn(variables)}, or new temporary credentials), then ${AGAIN}`),
    );
  if (CREDENTIALS.has(name) && UNREACHED.test(message)) return unreachedSource(error, request, origin);
  if (CREDENTIALS.has(name))
    return new FerryError(
      "CredentialsMissing",
      `no valid AWS credentials (${origin}): ${said}`,
      options(
        `sign in (${signIn(variables)}), or set AWS_PROFILE to another profile, and run the command again`,
      ),
    );
  return networkFailure(error, request);
}

/** Both clocks, if the response contained AWS's. */
function clocks({ $response }: AccessError): string {
  const date = new Date($response?.headers?.date ?? "");
  if (Number.isNaN(date.getTime())) return "";
  return ` (local time ${new Date().toISOString()}, AWS ${date.toISOString()})`;
}
