import { AwsError } from "../protocol/error";

/** Seconds by which a signature's time may differ from the service's: S3 allows 15 minutes, the others 5. */
const TOLERANCE = { s3: 900, others: 300 };

/** Thrown for a request of another time than the account's. */
export class ClockSkew extends AwsError {}

/**
 * The refusal of a request that was signed at another time than the account's clock shows, if it has to be refused. Clients read
 * the account's time from the header `Date` of the answer, and try again.
 * @param now the account's clock, milliseconds since the epoch
 * @param signed as in the header `X-Amz-Date`
 */
export function skewRefusal(service: string, signed: string, now: number): ClockSkew | undefined {
  const time = timeOf(signed);
  const tolerance = service === "s3" ? TOLERANCE.s3 : TOLERANCE.others;
  if (Math.abs(time - now) <= tolerance * 1000) return undefined;
  if (service === "s3") {
    return new ClockSkew(
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
  return new ClockSkew(code, 403, text);
}

/** ISO 8601 as signatures have it, without separators: `20261103T120000Z`. */
function basic(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}

/** Milliseconds since the epoch of a time as signatures have it; NaN for what is none. */
export function timeOf(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}
