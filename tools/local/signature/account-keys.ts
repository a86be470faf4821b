import { createHmac } from "node:crypto";
import { Sha256 } from "@smithy/core/checksum";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Credentials } from "../credentials/credentials";

/** A key that requests may be signed with. */
export interface AccountKey extends Credentials {
  /** Sent along with what is signed by the key; absent for the owner's. */
  readonly sessionToken?: string;
}

/** Seconds for which a presigned URL holds, as those of Lambda's code do. */
const PRESIGNED_FOR = 600;

/** The keys that an account accepts: its owner's, and one of all its functions, which is derived from it and so outlasts restarts. */
export class AccountKeys {
  readonly owner: Credentials;
  /** What function processes sign with. At AWS they have credentials of their roles; here all functions share these. */
  readonly functions: Required<AccountKey>;

  readonly #now: () => number;

  /** @param now the account's clock, milliseconds since the epoch */
  constructor(owner: Credentials, now: () => number = Date.now) {
    this.#now = now;
    const derived = (purpose: string): Buffer =>
      createHmac("sha256", owner.secretAccessKey).update(`ferry functions ${purpose}`).digest();
    this.owner = owner;
    this.functions = {
      accessKeyId: `FERRYFN${derived("id").toString("hex").slice(0, 13).toUpperCase()}`,
      secretAccessKey: derived("secret").toString("base64url").slice(0, 40),
      sessionToken: derived("token").toString("base64url"),
    };
  }

  find(accessKeyId: string): AccountKey | undefined {
    return [this.owner, this.functions].find((key) => key.accessKeyId === accessKeyId);
  }

  /** A URL of the account that needs no further signature for ten minutes. */
  async presign(url: URL, { service, region }: { service: string; region: string }): Promise<string> {
    const signer = new SignatureV4({ service, region, credentials: this.owner, sha256: Sha256 });
    const signed = await signer.presign(
      {
        method: "GET",
        protocol: url.protocol,
        hostname: url.hostname,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: { host: url.host },
      },
      { expiresIn: PRESIGNED_FOR, signingDate: new Date(this.#now()) },
    );
    const presigned = new URL(url);
    presigned.search = new URLSearchParams(signed.query as Record<string, string>).toString();
    return presigned.href;
  }
}
