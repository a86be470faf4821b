import { AwsError } from "../protocol/error";
import { checkWrite } from "./conditions";
import { notImplemented } from "./errors";
import type { ObjectStore } from "./object-store";

/** What one request may name. */
const MOST = 1000;

/**
 * DeleteObjects: deletes each of the named objects, whether it exists or not, and says which failed.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
 * @param input content of the root element `Delete`
 * @returns content of the root element `DeleteResult`
 */
export function deleteObjects(store: ObjectStore, bucket: string, input: object): Record<string, unknown> {
  const { Object: listed, Quiet } = input as { readonly Object?: unknown; readonly Quiet?: unknown };
  const objects = [listed ?? []].flat() as Readonly<Record<string, unknown>>[];
  if (objects.length === 0 || objects.length > MOST || objects.some(({ Key }) => Key === undefined)) {
    const message =
      "The XML you provided was not well-formed or did not validate against our published schema";
    throw new AwsError("MalformedXML", 400, message);
  }
  const Deleted: object[] = [];
  const Errors: object[] = [];
  for (const { Key: text, ETag, ...others } of objects) {
    const Key = String(text);
    try {
      const [other] = Object.keys(others);
      if (other !== undefined) throw notImplemented(`${other} in DeleteObjects`);
      checkWrite(store.object(bucket, Key), ETag === undefined ? {} : { "if-match": String(ETag) }, Key);
      store.deleteObject(bucket, Key);
      Deleted.push({ Key });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Errors.push({ Key, Code: error.code, Message: error.message });
    }
  }
  return { ...(String(Quiet) !== "true" && { Deleted }), Error: Errors };
}
