import { parseRecord } from "../../bucket/record/record";
import { toBase64 } from "../../model/digest";
import type { DataKeeper } from "../scene/data-keeper";
import type { Observer } from "../scene/observer";
import { ENVIRONMENT, nameOf, SERVICES } from "./environment";
import type { Ledger } from "./ledger";
import type { Memory } from "./memory";
import { hold, Violation } from "./violation";

/** Holds an account against what may stand there. */
export class AccountInvariants {
  readonly #observer: Observer;
  readonly #ledger: Ledger;
  readonly #memory: Memory;
  readonly #data: DataKeeper | undefined;

  constructor(observer: Observer, ledger: Ledger, memory: Memory, data: DataKeeper | undefined) {
    this.#observer = observer;
    this.#ledger = ledger;
    this.#memory = memory;
    this.#data = data;
  }

  /** No alias was moved to code that no deploy was asked for, and no bytes were sent to where they were. */
  noOffence(): void {
    const { asked } = this.#memory;
    hold("upload", "of what the account was sent", this.#ledger.offences, []);
    const wrong = this.#ledger.moves.filter(({ codeSha256 = "" }) => !asked.has(codeSha256));
    hold("alias", "moves to code that no deploy was asked for", wrong, []);
  }

  /** What served goes on serving, and data are where they were. */
  async nothingUndone(): Promise<void> {
    const { served, asked, rivals } = this.#memory;
    for (const service of SERVICES) {
      const { status, live } = await this.#observer.glance(nameOf(service));
      const isAsked = live !== undefined && asked.has(live.codeSha256);
      if (service === "orders" && isHalfDeleted(status)) this.#memory.half = true;
      else if (served.has(service) && !rivals)
        hold("serving", `${service} has code that was deployed`, isAsked, true);
      if (isAsked) served.add(service);
      else served.delete(service);
    }
    await this.dataKept();
  }

  async dataKept(): Promise<void> {
    if (this.#data && !(await this.#data.isKept())) throw new Violation("data", "the item was lost");
  }

  /** The service stands as its manifest says. */
  async live(service: string): Promise<void> {
    const { sha256, template, memory, alias } = this.#memory.want(service);
    const { level, rivals } = this.#memory;
    const { stack, live } = await this.#observer.standing(nameOf(service));
    const { version: _, ...rest } = live;
    hold(
      "alias",
      `${service} is live as built`,
      { stack, live: rest },
      {
        stack: { settled: true, template },
        live: { codeSha256: toBase64(sha256), memory, level },
      },
    );
    const glance = await this.#observer.glance(nameOf(service));
    if (this.#memory.protected) hold("data", `${service} has termination protection`, glance.protected, true);
    // An alias that a rival brought to where it belongs was not described by a deploy.
    if (!rivals) hold("alias", `description of ${service}'s alias`, glance.description, alias);
  }

  /** The record is what stands there. Where a rival made another version of the same code live, it is what a deploy made live last. */
  async record(): Promise<void> {
    const record = await this.#record();
    const { rivals, killed } = this.#memory;
    for (const service of SERVICES) {
      const { live, aliasRevision } = await this.#observer.standing(nameOf(service));
      const { sha256, template } = this.#memory.want(service);
      const found = record?.services[service];
      const { version, sha256: code, aliasRevision: revision } = found?.functions[service] ?? {};
      hold("record", `of ${service}`, { template: found?.template, code }, { template, code: sha256 });
      if (rivals) continue;
      hold("record", `version of ${service}`, version, live.version);
      // A version may be live already when a run comes to it, which then does not learn the revision.
      // It saves a call where it is right, and costs one where it is not.
      if (revision !== undefined && !killed)
        hold("record", `revision of ${service}'s alias`, revision, aliasRevision);
    }
  }

  /** Locks, change sets that were not executed, and marks of unfinished business in the record. */
  async leftOver(): Promise<string[]> {
    const standing = await Promise.all(SERVICES.map((service) => this.#observer.standing(nameOf(service))));
    const locks = await this.#observer.keys(`environments/${ENVIRONMENT}/locks/`);
    const { services = {} } = (await this.#record()) ?? {};
    const pending = SERVICES.filter((service) => services[service]?.pending);
    return [...locks, ...standing.flatMap(({ changeSets }) => changeSets), ...pending];
  }

  async #record(): Promise<ReturnType<typeof parseRecord>> {
    return parseRecord(await this.#observer.text(`environments/${ENVIRONMENT}/record.json`));
  }
}

/** Of a deletion, or of the rollback of a creation: the guard let neither end. */
function isHalfDeleted(status: string | undefined): boolean {
  return status === "DELETE_FAILED" || status === "ROLLBACK_FAILED";
}
