import { createHash, type Hash } from "node:crypto";
import { z } from "zod";
import { invalidParameter, unsupported } from "../errors";
import type { MessageAttribute, MessageAttributes } from "../model";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_ATTRIBUTES = 10;

const empty = z.array(z.unknown()).length(0, "list values are not implemented by SQS.").optional();

export const messageAttributes = z.record(
  z.string(),
  z.strictObject({
    DataType: z.string(),
    StringValue: z.string().optional(),
    BinaryValue: z.base64().optional(),
    StringListValues: empty,
    BinaryListValues: empty,
  }),
);

export const messageSystemAttributes = z.record(
  z.string(),
  z.strictObject({ DataType: z.string(), StringValue: z.string().optional() }),
);

/** @throws AwsError (InvalidParameterValueException) */
export function checkAttributes(given: z.output<typeof messageAttributes> = {}): MessageAttributes {
  const entries = Object.entries(given);
  if (entries.length > MAX_ATTRIBUTES) {
    throw invalidParameter(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`,
    );
  }
  return Object.fromEntries(entries.map(([name, attribute]) => [name, checkAttribute(name, attribute)]));
}

/** The trace header among the system attributes: it is the only one that can be sent. @throws AwsError */
export function traceHeaderOf(given: z.output<typeof messageSystemAttributes> = {}): string | undefined {
  const { AWSTraceHeader, ...others } = given;
  const [other] = Object.keys(others);
  if (other !== undefined) {
    throw invalidParameter(
      `Message system attribute name '${other}' is invalid. Only AWSTraceHeader can be sent.`,
    );
  }
  if (AWSTraceHeader === undefined) return undefined;
  if (AWSTraceHeader.DataType !== "String")
    throw unsupported("an AWSTraceHeader of another type than String");
  return AWSTraceHeader.StringValue;
}

function checkAttribute(
  name: string,
  { DataType, StringValue, BinaryValue }: z.output<typeof messageAttributes>[string],
): MessageAttribute {
  if (!/^(?!\.)(?!.*\.\.)(?!(?:aws|amazon)\.)[A-Za-z0-9_.-]{1,256}(?<!\.)$/i.test(name)) {
    throw invalidParameter(
      `Message attribute name '${name}' is invalid. It can have up to 256 letters, digits, hyphens, underscores and periods, does not start or end with a period, and does not start with AWS. or Amazon.`,
    );
  }
  const kind = /^(String|Number|Binary)(?:\..+)?$/s.exec(DataType)?.[1];
  if (kind === undefined) {
    throw invalidParameter(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  const value = kind === "Binary" ? BinaryValue : StringValue;
  if (value === undefined || value === "") {
    throw invalidParameter(
      `The message attribute '${name}' must contain a non-empty message attribute value for message attribute type '${DataType}'.`,
    );
  }
  if (kind !== "Binary" && !isText(value)) {
    throw invalidParameter(
      `The message attribute '${name}' has characters in its value that SQS does not take.`,
    );
  }
  if (kind === "Number" && !Number.isFinite(Number(value))) {
    throw invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  return kind === "Binary" ? { DataType, BinaryValue: value } : { DataType, StringValue: value };
}

/** Characters that XML does not allow, which SQS refuses. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** Whether SQS takes it as a body or as the value of an attribute. */
export function isText(value: string): boolean {
  return !FORBIDDEN.test(value) && value.isWellFormed();
}

/** Bytes that an attribute adds to its message. */
export function attributeBytes([name, attribute]: readonly [string, MessageAttribute]): number {
  return Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType) + valueBytes(attribute).length;
}

/**
 * The digest by which clients check attributes, hex; `undefined` where there are none. See "Calculating the MD5 message digest for message
 * attributes" (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html).
 */
export function attributesMd5(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash("md5");
  for (const name of names) {
    const attribute = attributes[name] as MessageAttribute;
    add(hash, Buffer.from(name));
    add(hash, Buffer.from(attribute.DataType));
    hash.update(Buffer.of(attribute.BinaryValue === undefined ? 1 : 2));
    add(hash, valueBytes(attribute));
  }
  return hash.digest("hex");
}

/** Hex. */
export function bodyMd5(body: string): string {
  return createHash("md5").update(body).digest("hex");
}

function valueBytes({ StringValue, BinaryValue }: MessageAttribute): Buffer {
  return BinaryValue === undefined ? Buffer.from(StringValue ?? "") : Buffer.from(BinaryValue, "base64");
}

function add(hash: Hash, bytes: Buffer): void {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  hash.update(length).update(bytes);
}
