import { Readable } from "node:stream";
import { type AccountServices, openServices } from "../local/account/services";
import { Faults } from "../local/faults/faults";
import type { FaultProfile } from "../local/faults/profile";
import type { AwsResponse } from "../local/protocol/service";
import type { Incoming } from "../local/server/incoming";
import { byName, type RequestOptions, ServerRequest, type Services } from "../local/server/request";
import type { Witness } from "../local/server/witness";
import { AccountKeys } from "../local/signature/account-keys";

/** Nothing answers there: requests are handed over. */
export const ENDPOINT = "http://127.0.0.1:9";

const OWNER = { accessKeyId: "FERRYSIMULATED", secretAccessKey: "of the simulation" };

/** The local account without its socket. It never starts a function. */
export class SimulatedAccount {
  readonly credentials = OWNER;
  readonly #faults: Faults;
  readonly #options: RequestOptions;
  readonly #opened: AccountServices;
  readonly #services: Services;

  private constructor(faults: Faults, options: RequestOptions, opened: AccountServices) {
    this.#faults = faults;
    this.#options = options;
    this.#opened = opened;
    this.#services = byName(opened.wire);
  }

  static async open(stateFolder: string, witness: Witness): Promise<SimulatedAccount> {
    const faults = new Faults();
    const keys = new AccountKeys(OWNER, faults.now);
    const opened = await openServices({
      stateFolder,
      endpoint: ENDPOINT,
      keys,
      // No function is started: any file will do.
      bootstrap: __filename,
      firstApiPort: 0,
      faults,
    });
    return new SimulatedAccount(faults, { keys, faults, witness }, opened);
  }

  setFaults(profile: FaultProfile | undefined): void {
    this.#faults.set(profile);
  }

  /** What the account's server would answer; undefined where it would reset the connection. */
  async answer(
    head: Pick<Incoming, "method" | "url" | "headers">,
    body: Readable,
  ): Promise<AwsResponse | undefined> {
    const request = new ServerRequest(Object.assign(body, head), this.#options);
    const response = await request.respond(this.#services);
    // What Node's server adds.
    const date = new Date(this.#faults.now()).toUTCString();
    return response && { ...response, headers: { date, ...response.headers } };
  }

  async close(): Promise<void> {
    await this.#opened.close();
  }
}

/** The bytes of a request as a stream, whatever form the SDK has them in. */
export function streamOf(body: unknown): Readable {
  if (body instanceof Readable) return body;
  if (body === undefined || body === null) return Readable.from([]);
  const bytes = typeof body === "string" ? Buffer.from(body) : Buffer.from(body as Uint8Array);
  return Readable.from(bytes.length === 0 ? [] : [bytes], { objectMode: false });
}
