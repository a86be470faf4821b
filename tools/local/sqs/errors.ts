import { AwsError } from "../protocol/error";

/**
 * Errors of SQS. Its clients were made for the query protocol once, and some still look for that protocol's code, which comes in a
 * header (https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait).
 */
function refusal(code: string, message: string, queryCode: string = code): AwsError {
  return new AwsError(code, 400, message, {}, { "x-amzn-query-error": `${queryCode};Sender` });
}

function modelled(code: string, message: string, queryCode: string = code): AwsError {
  return refusal(code, message, `AWS.SimpleQueueService.${queryCode}`);
}

export function queueDoesNotExist(): AwsError {
  return modelled("QueueDoesNotExist", "The specified queue does not exist.", "NonExistentQueue");
}

export function queueNameExists(attribute: string): AwsError {
  return refusal(
    "QueueNameExists",
    `A queue already exists with the same name and a different value for attribute ${attribute}`,
    "QueueAlreadyExists",
  );
}

export function missingParameter(name: string): AwsError {
  return refusal(
    "MissingRequiredParameterException",
    `The request must contain the parameter ${name}.`,
    "MissingParameter",
  );
}

export function invalidValue(value: unknown, parameter: string, reason: string): AwsError {
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  return invalidParameter(`Value ${shown} for parameter ${parameter} is invalid. Reason: ${reason}`);
}

export function invalidParameter(message: string): AwsError {
  return refusal("InvalidParameterValueException", message, "InvalidParameterValue");
}

export function invalidAttributeName(name: string): AwsError {
  return refusal("InvalidAttributeName", `Unknown Attribute ${name}.`);
}

export function invalidAttributeValue(name: string): AwsError {
  return refusal("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
}

export function invalidContents(): AwsError {
  return refusal(
    "InvalidMessageContents",
    "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | [#x20 to #xD7FF] | [#xE000 to #xFFFD] | [#x10000 to #x10FFFF]",
  );
}

export function unsupported(what: string): AwsError {
  return modelled("UnsupportedOperation", `the local account does not support ${what}`);
}

export function receiptHandleIsInvalid(handle: string): AwsError {
  return refusal(
    "ReceiptHandleIsInvalid",
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
  );
}

export function messageNotInflight(): AwsError {
  return modelled("MessageNotInflight", "The specified message isn't in flight.");
}

export function resourceNotFound(message: string): AwsError {
  return refusal("ResourceNotFoundException", message);
}

export function emptyBatch(): AwsError {
  return modelled("EmptyBatchRequest", "There should be at least one entry in the request.");
}

export function tooManyEntries(count: number): AwsError {
  return modelled(
    "TooManyEntriesInBatchRequest",
    `Maximum number of entries per request are 10. You have sent ${count}.`,
  );
}

export function idsNotDistinct(id: string): AwsError {
  return modelled("BatchEntryIdsNotDistinct", `Id ${id} repeated.`);
}

export function invalidBatchEntryId(): AwsError {
  return modelled(
    "InvalidBatchEntryId",
    "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
  );
}

export function batchTooLong(limit: number, bytes: number): AwsError {
  return modelled(
    "BatchRequestTooLong",
    `Batch requests cannot be longer than ${limit} bytes. You have sent ${bytes} bytes.`,
  );
}
