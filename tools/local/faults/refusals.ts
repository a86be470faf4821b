import { AwsError } from "../protocol/error";

type Refusal = readonly [
  code: string,
  status: number,
  message: string,
  members?: Readonly<Record<string, unknown>>,
];

/** The error of each service, by its signing name; `*` for the others: the common errors of JSON services. */
type Words = Readonly<Record<string, Refusal>>;

const TOO_MANY = "Rate exceeded";

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html#API_UpdateFunctionCode_Errors, …/API/ErrorResponses.html (S3) */
const THROTTLED: Words = {
  lambda: ["TooManyRequestsException", 429, TOO_MANY, { Type: "User", Reason: "CallerRateLimitExceeded" }],
  cloudformation: ["Throttling", 400, TOO_MANY],
  sts: ["Throttling", 400, TOO_MANY],
  s3: ["SlowDown", 503, "Please reduce your request rate."],
  "*": ["ThrottlingException", 400, TOO_MANY],
};

const FAILED: Words = {
  lambda: ["ServiceException", 500, "An internal error occurred. Please retry later.", { Type: "Service" }],
  s3: ["InternalError", 500, "We encountered an internal error. Please try again."],
  "*": [
    "InternalFailure",
    500,
    "The request processing has failed because of an unknown error, exception or failure.",
  ],
};

const UNAVAILABLE: Words = {
  s3: ["ServiceUnavailable", 503, "Service is unable to handle request."],
  "*": ["ServiceUnavailable", 503, "The request has failed due to a temporary failure of the server."],
};

const EXPIRED_TEXT = "The security token included in the request is expired";
const EXPIRED: Words = {
  lambda: ["ExpiredTokenException", 403, EXPIRED_TEXT],
  cloudformation: ["ExpiredToken", 403, EXPIRED_TEXT],
  sts: ["ExpiredToken", 403, EXPIRED_TEXT],
  s3: ["ExpiredToken", 400, "The provided token has expired."],
  "*": ["ExpiredTokenException", 400, EXPIRED_TEXT],
};

/** @param retryAfter seconds; Lambda alone sends them, rounded to whole ones, as the header `Retry-After` */
export function throttled(service: string, retryAfter: number): AwsError {
  const headers: Record<string, string> =
    service === "lambda" ? { "retry-after": String(Math.max(1, Math.ceil(retryAfter))) } : {};
  return refusal(THROTTLED, service, headers);
}

export function serverError(service: string, status: 500 | 503): AwsError {
  return refusal(status === 500 ? FAILED : UNAVAILABLE, service);
}

export function expiredToken(service: string): AwsError {
  return refusal(EXPIRED, service);
}

function refusal(words: Words, service: string, headers: Readonly<Record<string, string>> = {}): AwsError {
  const [code, status, message, members] = words[service] ?? words["*"] ?? ["InternalFailure", 500, ""];
  return new AwsError(code, status, message, members, headers);
}
