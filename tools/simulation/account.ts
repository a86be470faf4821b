import { Readable } from "node:stream";
import { openServices } from "../local/account/services";
import { Faults } from "../local/faults/faults";
import type { FaultProfile } from "../local/faults/profile";
import type { AwsResponse } from "../local/protocol/service";
import type { Incoming } from "../local/server/incoming";
import { ServerRequest } from "../local/server/request";
import type { Witness } from "../local/server/witness";
import { AccountKeys } from "../local/signature/account-keys";

/** Nothing answers there: requests are handed over. */
export const ENDPOINT = "http://127.0.0.1:9";

const OWNER = { accessKeyId: "FERRYSIMULATED", secretAccessKey: "of the simulation" };

/** The local account without its socket. It never starts a function. */
export class SimulatedAccount {
  readonly credentials = OWNER;
  readonly #faults: Faults;
  readonly #keys: AccountKeys;
  readonly #witness: Witness;
  readonly #services: Awaited<ReturnType<typeof openServices>>;

  private constructor(
    faults: Faults,
    keys: AccountKeys,
    witness: Witness,
    services: Awaited<ReturnType<typeof openServices>>,
  ) {
    this.#faults = faults;
    this.#keys = keys;
    this.#witness = witness;
    this.#services = services;
  }

  static async open(stateFolder: string, witness: Witness): Promise<SimulatedAccount> {
    const faults = new Faults();
    const keys = new AccountKeys(OWNER, faults.now);
    const services = await openServices({
      stateFolder,
      endpoint: ENDPOINT,
      keys,
      // No function is started: any file will do.
      bootstrap: __filename,
      firstApiPort: 0,
      faults,
    });
    return new SimulatedAccount(faults, keys, witness, services);
  }

  setFaults(profile: FaultProfile | undefined): void {
    this.#faults.set(profile);
  }

  /** What the account's server would answer; undefined where it would reset the connection. */
  async answer(
    head: Pick<Incoming, "method" | "url" | "headers">,
    body: Readable,
  ): Promise<AwsResponse | undefined> {
    const request = new ServerRequest(Object.assign(body, head), {
      keys: this.#keys,
      faults: this.#faults,
      witness: this.#witness,
    });
    const services = new Map(this.#services.wire.map((service) => [service.signingName, service]));
    const response = await request.respond(services);
    return (
      response && {
        ...response,
        headers: {
          date: new Date(this.#faults.now()).toUTCString(),
          "x-amzn-requestid": request.requestId,
          "x-amz-request-id": request.requestId,
          ...response.headers,
        },
      }
    );
  }

  async close(): Promise<void> {
    await this.#services.close();
  }
}

/** The bytes of a request as a stream, whatever form the SDK has them in. */
export function streamOf(body: unknown): Readable {
  if (body instanceof Readable) return body;
  if (body === undefined || body === null) return Readable.from([]);
  const bytes = typeof body === "string" ? Buffer.from(body) : Buffer.from(body as Uint8Array);
  return Readable.from(bytes.length === 0 ? [] : [bytes], { objectMode: false });
}
