import { buildQueryString, type HttpHandler, HttpResponse } from "@smithy/core/protocols";
import { draw, within } from "../local/faults/draw";
import { type SimulatedAccount, streamOf } from "./account";

/** Milliseconds that a request is on its way, and its answer. */
const LATENCY: readonly [number, number] = [1, 40];

/** What happened, line by line: equal for equal seeds, or the simulation is not one. */
export type Trace = (line: string) => void;

/**
 * The network between one deployer and the account, as its SDK clients see it. Every request takes its time, drawn from the seed, so
 * that those of several deployers arrive in any order, and always in the same one for the same seed.
 */
export class Network implements HttpHandler {
  readonly #account: SimulatedAccount;
  readonly #seed: number;
  readonly #name: string;
  readonly #traffic: Traffic;
  readonly #trace: Trace;
  readonly #sent = new Map<string, number>();
  #cut = false;

  /** @param name of the deployer */
  constructor(account: SimulatedAccount, traffic: Traffic, seed: number, name: string, trace: Trace) {
    this.#traffic = traffic;
    this.#account = account;
    this.#seed = seed;
    this.#name = name;
    this.#trace = trace;
  }

  /** From now on nothing is sent, and no answer arrives; what is on its way to the account arrives there. */
  cut(): void {
    this.#cut = true;
  }

  async handle(request: Parameters<HttpHandler["handle"]>[0]): ReturnType<HttpHandler["handle"]> {
    if (this.#cut) return await never();
    const query = buildQueryString(request.query);
    const subject = `${this.#name} ${request.method} ${request.path} ${request.headers["x-amz-target"] ?? ""}`;
    const message = `${subject} ${ofStack(request.body)}`;
    await this.#pass(message);
    this.#trace(`${Date.now()} ${subject}`);
    const url = query === "" ? request.path : `${request.path}?${query}`;
    const response = await this.#account.answer(
      { method: request.method, url, headers: lowerCase(request.headers) },
      streamOf(request.body),
    );
    this.#trace(`${Date.now()} ${subject} ${response?.status ?? "reset"}`);
    await this.#pass(message);
    if (this.#cut) return await never();
    if (response === undefined) throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
    const { status, headers, body } = response;
    return { response: new HttpResponse({ statusCode: status, headers, body: streamOf(body) }) };
  }

  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): object {
    return {};
  }

  /** Waits for as long as the next message about that subject takes. */
  async #pass(subject: string): Promise<void> {
    const occurrence = this.#sent.get(subject) ?? 0;
    this.#sent.set(subject, occurrence + 1);
    await this.#traffic.pass(within(LATENCY, draw(this.#seed, subject, occurrence)));
  }
}

/**
 * The messages that are on their way. Timers have whole milliseconds, and those of one millisecond fire in the order in which they
 * were set, which may depend on what the disk did: so messages arrive in the order of their exact times instead.
 */
export class Traffic {
  readonly #due: { readonly at: number; readonly arrive: () => void }[] = [];

  /** @param latency milliseconds, with all their decimals */
  pass(latency: number): Promise<void> {
    return new Promise((arrive) => {
      this.#due.push({ at: Date.now() + latency, arrive });
      setTimeout(() => {
        this.#due.sort((a, b) => a.at - b.at);
        this.#due.shift()?.arrive();
      }, Math.ceil(latency));
    });
  }
}

/** What a request to CloudFormation is about, which nothing but its body says. Not by the ids in it, which are random. */
function ofStack(body: unknown): string {
  if (typeof body !== "string") return "";
  const fields = body.match(/\b(Action|StackName)=[^&]*/g) ?? [];
  return fields.join(" ").replace(/[0-9a-f-]{36}/g, "");
}

function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
