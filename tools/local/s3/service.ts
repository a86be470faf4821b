import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import type { AwsRequest, AwsResponse, AwsService } from "../protocol/service";
import { bucketOperation, listBuckets } from "./buckets";
import { noSuchBucket, notImplemented } from "./errors";
import { ObjectStore } from "./object-store";
import { objectOperation, wantedVersion } from "./objects";
import { operationName } from "./operation";
import { target } from "./request";

/**
 * S3, path-style, as far as tools need it to hold artifacts: buckets, single-part objects with conditional writes and checksums, listings, deletions of many.
 * No old versions, multipart uploads, copies, policies or ACLs.
 */
export class S3Service implements AwsService {
  readonly signingName = "s3";
  readonly protocol = "rest-xml";
  readonly xrayName = "S3";
  readonly streams = true;
  readonly #folder: string;
  readonly #now: () => number;
  #opened: ObjectStore | undefined;

  /** @param options.now milliseconds since the epoch; default: the system's clock */
  constructor(options: { readonly stateFolder: string; readonly now?: () => number }) {
    this.#folder = join(options.stateFolder, "s3");
    this.#now = options.now ?? Date.now;
  }

  operation(request: AwsRequest): string | undefined {
    return operationName(request);
  }

  async handle(request: AwsRequest): Promise<AwsResponse> {
    const { bucket, key, subresource } = target(request);
    if (bucket === undefined) {
      if (request.method !== "GET") throw notImplemented(`${request.method} of the account`);
      return listBuckets(this.#store, request);
    }
    if (key === undefined) return bucketOperation(this.#store, bucket, subresource, request);
    if (subresource !== undefined) throw notImplemented(`an object's ${subresource}`);
    return objectOperation(this.#store, bucket, key, request, this.#now);
  }

  /**
   * Bytes of an object, for the account's other services.
   * @throws AwsError NoSuchBucket, NoSuchKey, NoSuchVersion
   */
  async readObject(bucket: string, key: string, version?: string): Promise<Buffer> {
    if (this.#store.bucket(bucket) === undefined) throw noSuchBucket(bucket);
    const record = wantedVersion(this.#store.object(bucket, key), key, version);
    return record.size === 0 ? Buffer.alloc(0) : buffer(this.#store.read(record, 0, record.size - 1));
  }

  async close(): Promise<void> {
    this.#opened?.close();
    this.#opened = undefined;
  }

  /** Opened at the first request: an account without objects does not pay for it. */
  get #store(): ObjectStore {
    this.#opened ??= new ObjectStore(this.#folder);
    return this.#opened;
  }
}
