import { XMLBuilder } from "fast-xml-parser";

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  suppressEmptyNode: false,
});

/**
 * An XML document with one root element. In `content`, a key is an element, an array repeats its element,
 * and `undefined` leaves it out; text is escaped.
 */
export function xmlDocument(
  root: string,
  content: Readonly<Record<string, unknown>>,
  namespace?: string,
): string {
  const attributes = namespace === undefined ? {} : { "@xmlns": namespace };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root]: { ...attributes, ...content } })}`;
}

/** The answer of an operation in the AWS query protocol: `<XResponse><XResult>…</XResult><ResponseMetadata>…`. */
export function queryResponse(
  operation: string,
  namespace: string,
  requestId: string,
  result: Readonly<Record<string, unknown>> = {},
): string {
  return xmlDocument(
    `${operation}Response`,
    { [`${operation}Result`]: result, ResponseMetadata: { RequestId: requestId } },
    namespace,
  );
}
