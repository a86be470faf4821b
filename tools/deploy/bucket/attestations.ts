import { FerryError } from "../error";
import { withEnvelope } from "../trust/attestation";
import type { Envelope } from "../trust/envelope";
import type { Bucket } from "./bucket";
import { keys } from "./keys";

/** Attempts to write an attestation while others attest the same digest. */
const ATTEMPTS = 10;

/** The attestations in Ferry's bucket, by digest. Write access to the bucket conveys no trust: only the signing keys do. */
export class Attestations {
  readonly #bucket: Pick<Bucket, "get" | "put">;

  constructor(bucket: Pick<Bucket, "get" | "put">) {
    this.#bucket = bucket;
  }

  async read(sha256: string): Promise<string | undefined> {
    return (await this.#bucket.get(keys.attestation(sha256)))?.text;
  }

  async add(sha256: string, envelope: Envelope): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const found = await this.#bucket.get(keys.attestation(sha256));
      const condition = found ? { etag: found.etag } : "absent";
      const stored = await this.#bucket.put(
        keys.attestation(sha256),
        withEnvelope(found?.text, envelope),
        condition,
      );
      if (stored !== undefined) return;
    }
    throw new FerryError("Contended", `others keep writing the attestation of ${sha256}`, {
      next: "run the same command again",
    });
  }
}
