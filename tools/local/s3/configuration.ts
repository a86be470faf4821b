import { XMLParser } from "fast-xml-parser";
import { AwsError } from "../protocol/error";
import type { BucketRecord } from "./object-store";

/** A sub-resource of a bucket that is kept and returned as it was put; it has no effect. */
interface Configuration {
  /** Root element of its document. */
  readonly root: string;
  /** What a new bucket has. */
  readonly initial?: object;
  /** What a GET answers where there is none; an empty document when left out. */
  readonly missing?: readonly [code: string, message: string];
}

export const CONFIGURATIONS: Readonly<Record<string, Configuration>> = {
  versioning: { root: "VersioningConfiguration" },
  encryption: {
    root: "ServerSideEncryptionConfiguration",
    initial: {
      Rule: {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" },
        BucketKeyEnabled: "false",
      },
    },
  },
  publicAccessBlock: {
    root: "PublicAccessBlockConfiguration",
    initial: {
      BlockPublicAcls: "true",
      IgnorePublicAcls: "true",
      BlockPublicPolicy: "true",
      RestrictPublicBuckets: "true",
    },
    missing: ["NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"],
  },
  lifecycle: {
    root: "LifecycleConfiguration",
    missing: ["NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"],
  },
};

/** The configurations of a bucket that has just been made. */
export function initialConfigurations(): BucketRecord["configurations"] {
  return Object.fromEntries(
    Object.entries(CONFIGURATIONS).flatMap(([name, { initial }]) =>
      initial === undefined ? [] : [[name, initial]],
    ),
  );
}

const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false });

/**
 * Content of the root element of a request's document.
 * @throws AwsError (MalformedXML) when it is another document, or none
 */
export function parseDocument(xml: string, root: string): object {
  let document: Record<string, unknown>;
  try {
    document = parser.parse(xml, true) as Record<string, unknown>;
  } catch {
    document = {};
  }
  const content = document[root];
  if (typeof content === "object" && content !== null) return content;
  if (content === "") return {};
  throw new AwsError(
    "MalformedXML",
    400,
    `The XML you provided was not well-formed or did not validate: expected <${root}>`,
  );
}
