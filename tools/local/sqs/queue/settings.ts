import { parseJson } from "../../protocol/json";
import { invalidAttributeName, invalidAttributeValue, invalidValue, unsupported } from "../errors";
import type { QueueSettings } from "../model";
import { checkRedriveAllowPolicy, checkRedrivePolicy } from "./redrive-policy";

/** Bounds and defaults of https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const NUMBERS = {
  DelaySeconds: { min: 0, max: 900, default: 0 },
  KmsDataKeyReusePeriodSeconds: { min: 60, max: 86_400, default: 300 },
  MaximumMessageSize: { min: 1024, max: 1_048_576, default: 1_048_576 },
  MessageRetentionPeriod: { min: 60, max: 1_209_600, default: 345_600 },
  ReceiveMessageWaitTimeSeconds: { min: 0, max: 20, default: 0 },
  VisibilityTimeout: { min: 0, max: 43_200, default: 30 },
} as const;

type NumberName = keyof typeof NUMBERS;

const FIFO = ["FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"];

/** The value in force: what the owner set, else the default. */
export function setting(settings: QueueSettings, name: NumberName): number {
  return settings[name] ?? NUMBERS[name].default;
}

/** The settings with the given attributes changed; an empty text removes a document or a key. @throws AwsError */
export function changeSettings(
  settings: QueueSettings,
  attributes: Readonly<Record<string, string>>,
): QueueSettings {
  const changed: Record<string, string | number | boolean> = { ...settings };
  for (const [name, value] of Object.entries(attributes)) {
    const read = readAttribute(name, value);
    if (read === undefined) delete changed[name];
    else changed[name] = read;
  }
  return changed;
}

/** The attributes as GetQueueAttributes returns them. */
export function settingsDescription(settings: QueueSettings): Record<string, string> {
  const numbers = (Object.keys(NUMBERS) as NumberName[])
    .filter((name) => name !== "KmsDataKeyReusePeriodSeconds" || settings.KmsMasterKeyId !== undefined)
    .map((name) => [name, setting(settings, name)]);
  const encryption = { SqsManagedSseEnabled: settings.KmsMasterKeyId === undefined };
  const all = { ...encryption, ...settings, ...Object.fromEntries(numbers) };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, String(value)]));
}

function readAttribute(name: string, value: string): string | number | boolean | undefined {
  if (name in NUMBERS) return readNumber(name as NumberName, value);
  if (FIFO.includes(name)) {
    if (value === "false" || value === "") return undefined;
    throw unsupported(`FIFO queues (${name}): use a standard queue`);
  }
  switch (name) {
    case "SqsManagedSseEnabled":
      if (value !== "true" && value !== "false") throw invalidAttributeValue(name);
      return value === "true";
    case "KmsMasterKeyId":
      return value === "" ? undefined : value;
    case "Policy":
      return value === "" ? undefined : readPolicy(value);
    case "RedrivePolicy":
      return value === "" ? undefined : checkRedrivePolicy(value);
    case "RedriveAllowPolicy":
      return value === "" ? undefined : checkRedriveAllowPolicy(value);
    default:
      throw invalidAttributeName(name);
  }
}

function readNumber(name: NumberName, value: string): number {
  const { min, max } = NUMBERS[name];
  const number = /^\d{1,7}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= min && number <= max)) throw invalidAttributeValue(name);
  return number;
}

/** Kept and returned, without effect. */
function readPolicy(value: string): string {
  try {
    const statements = [(parseJson(value) as { Statement?: unknown }).Statement].flat();
    if (statements.every((one) => one !== null && typeof one === "object")) return value;
  } catch {
    // Said below.
  }
  throw invalidValue(value, "Policy", "it is not a policy document with statements.");
}
