import { AwsError } from "../protocol/error";

/** Seconds by which a signature's time may differ from the service's: S3 takes 15 minutes, the others 5. */
const TOLERANCE = { s3: 900, others: 300 };

/**
 * The refusal of a request whose signature was made at another time than the account's clock shows, if it is to be refused. Clients tell
 * the account's time by the header `Date` of the answer, and try again.
 * @param now the account's clock, milliseconds since the epoch
 * @param signed the header `X-Amz-Date`
 */
export function skewRefusal(service: string, signed: string | undefined, now: number): AwsError | undefined {
  const time = signed === undefined ? Number.NaN : Date.parse(extended(signed));
  const tolerance = service === "s3" ? TOLERANCE.s3 : TOLERANCE.others;
  if (Number.isNaN(time) || Math.abs(time - now) <= tolerance * 1000) return undefined;
  if (service === "s3") {
    return new AwsError(
      "RequestTimeTooSkewed",
      403,
      "The difference between the request time and the current time is too large.",
      {
        RequestTime: signed,
        ServerTime: new Date(now).toISOString(),
        MaxAllowedSkewMilliseconds: tolerance * 1000,
      },
    );
  }
  const limit = basic(now + (time < now ? -tolerance : tolerance) * 1000);
  const text =
    time < now
      ? `Signature expired: ${signed} is now earlier than ${limit} (${basic(now)} - 5 min.)`
      : `Signature not yet current: ${signed} is still later than ${limit} (${basic(now)} + 5 min.)`;
  const code = ["cloudformation", "sts"].includes(service)
    ? "SignatureDoesNotMatch"
    : "InvalidSignatureException";
  return new AwsError(code, 403, text);
}

/** ISO 8601 as signatures have it, without separators: `20261103T120000Z`. */
function basic(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}

function extended(text: string): string {
  return text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z");
}
