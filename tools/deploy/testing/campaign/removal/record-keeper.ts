import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { parseEnvironmentRecord } from "../../../bucket/environment/record";
import { keys } from "../../../bucket/keys";
import type { ClientSource } from "../../scene/scene";

/** What an environment's record says. */
export interface Recorded {
  /** Milliseconds since the epoch. */
  readonly expires: number;
  readonly removing: boolean;
}

const Bucket = "ferry-000000000000-us-east-1";

/** Reads and extends the records of environments, as someone on another machine does. */
export class RecordKeeper {
  readonly #s3: S3Client;

  constructor(source: ClientSource) {
    this.#s3 = source.client(S3Client);
  }

  async read(environment: string): Promise<Recorded | undefined> {
    const found = await this.#find(environment);
    if (!found) return undefined;
    const { expires = "", removing } = found.record;
    return { expires: Date.parse(expires), removing: removing !== undefined };
  }

  /** Pushes its expiry on, unless it is being removed. */
  async extend(environment: string, milliseconds: number): Promise<void> {
    const found = await this.#find(environment);
    if (!found || found.record.removing) return;
    const expires = new Date(Date.parse(found.record.expires ?? "") + milliseconds).toISOString();
    await this.#s3.send(
      new PutObjectCommand({
        Bucket,
        Key: keys.environment(environment),
        Body: JSON.stringify({ ...found.record, expires }),
        IfMatch: found.etag,
      }),
    );
  }

  async #find(environment: string) {
    try {
      const { Body, ETag: etag } = await this.#s3.send(
        new GetObjectCommand({ Bucket, Key: keys.environment(environment) }),
      );
      const record = parseEnvironmentRecord((await Body?.transformToString()) ?? "");
      return typeof record === "string" ? undefined : { record, etag };
    } catch (error) {
      if (["NoSuchKey", "NoSuchBucket"].includes((error as Error).name)) return undefined;
      throw error;
    }
  }
}
