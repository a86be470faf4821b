import { AwsError } from "../protocol/error";
import type { ExecutionEnvironment } from "./execution-environment";
import type { Invocation, InvocationResult, InvocationTarget } from "./target";

export interface PoolOptions {
  /** Most processes at once; further events wait for one to come free. */
  readonly maxProcesses: number;
  /** Milliseconds after which a process that has nothing to do is stopped. */
  readonly idleTime: number;
  readonly start: (target: InvocationTarget) => Promise<ExecutionEnvironment>;
}

interface Member {
  readonly environment: ExecutionEnvironment;
  /** Its code or configuration has been replaced: it ends its event and takes no other. */
  retired: boolean;
  idleTimer?: NodeJS.Timeout | undefined;
}

interface Waiter {
  readonly target: InvocationTarget;
  readonly background: boolean;
  readonly resolve: (member: Member) => void;
  readonly reject: (error: unknown) => void;
}

/** Share of the processes that background events may have: the rest is for requests, and for the functions that they call. */
const BACKGROUND_SHARE = 0.75;

/** The account's execution environments: reused while they are warm, started on demand, bounded in number. */
export class EnvironmentPool {
  readonly #options: PoolOptions;
  readonly #members = new Set<Member>();
  /** Least recently used first. */
  readonly #idle: Member[] = [];
  readonly #waiting: Waiter[] = [];
  readonly #starts = new Set<Promise<unknown>>();
  /** Events in the background that have an environment, or are about to get one. */
  #background = 0;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Number of processes that run or start. */
  get size(): number {
    return this.#members.size + this.#starts.size;
  }

  /** What the running environments run. */
  targets(): InvocationTarget[] {
    return [...this.#members].map(({ environment }) => environment.target);
  }

  /** Runs the function for one event, in a warm environment if there is one. Rejects when no process can be started. */
  async invoke(target: InvocationTarget, invocation: Invocation): Promise<InvocationResult> {
    const { background } = invocation;
    const member = await new Promise<Member>((resolve, reject) => {
      this.#waiting.push({ target, background, resolve, reject });
      this.#dispatch();
    });
    try {
      return await member.environment.invoke(invocation);
    } finally {
      this.#release(member);
      if (background) {
        this.#background -= 1;
        if (!this.#closed) this.#dispatch();
      }
    }
  }

  /** Stops the environments of targets that are out of date; those at work finish their event first. */
  retire(stale: (target: InvocationTarget) => boolean): void {
    for (const member of this.#members) {
      if (stale(member.environment.target)) member.retired = true;
    }
    for (const member of this.#idle.filter(({ retired }) => retired)) this.#stop(member);
  }

  /** Stops all processes, also those at work, and resolves when they have ended. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { reject } of this.#waiting.splice(0)) reject(stopping());
    await Promise.all(this.#starts);
    const ended = [...this.#members].map(({ environment }) => environment.ended);
    for (const member of this.#members) this.#stop(member);
    await Promise.all(ended);
  }

  /** Gives waiting events an environment, in the order of their arrival, as long as one can be had. */
  #dispatch(): void {
    for (let i = 0; i < this.#waiting.length; ) {
      const waiter = this.#waiting[i] as Waiter;
      if (waiter.background && this.#background >= this.#options.maxProcesses * BACKGROUND_SHARE) {
        i++;
        continue;
      }
      const warm = this.#idle.findLast(({ environment }) => serves(environment.target, waiter.target));
      if (warm) {
        this.#admit(i);
        this.#removeIdle(warm);
        waiter.resolve(warm);
      } else if (this.size < this.#options.maxProcesses || this.#evictOne()) {
        this.#admit(i);
        this.#start(waiter);
      } else {
        i++;
      }
    }
  }

  #admit(index: number): void {
    const [waiter] = this.#waiting.splice(index, 1);
    if (waiter?.background) this.#background += 1;
  }

  #start(waiter: Waiter): void {
    const start = this.#options.start(waiter.target).then(
      (environment) => {
        this.#starts.delete(start);
        if (this.#closed) {
          environment.stop();
          waiter.reject(stopping());
          return environment.ended;
        }
        const member: Member = { environment, retired: false };
        this.#members.add(member);
        environment.ended.then(() => this.#forget(member));
        waiter.resolve(member);
        return undefined;
      },
      (error) => {
        this.#starts.delete(start);
        if (waiter.background) this.#background -= 1;
        waiter.reject(error);
        this.#dispatch();
        return undefined;
      },
    );
    this.#starts.add(start);
  }

  #release(member: Member): void {
    if (!this.#members.has(member)) return;
    if (member.retired || this.#closed || !member.environment.usable) {
      this.#stop(member);
      return;
    }
    member.idleTimer = setTimeout(() => this.#stop(member), this.#options.idleTime);
    member.idleTimer.unref();
    this.#idle.push(member);
    this.#dispatch();
  }

  #evictOne(): boolean {
    const [oldest] = this.#idle;
    if (oldest) this.#remove(oldest);
    return oldest !== undefined;
  }

  #stop(member: Member): void {
    this.#remove(member);
    if (!this.#closed) this.#dispatch();
  }

  #forget(member: Member): void {
    if (this.#members.has(member)) this.#stop(member);
  }

  /** A member that is being stopped no longer counts: its successor need not wait for its end. */
  #remove(member: Member): void {
    this.#removeIdle(member);
    this.#members.delete(member);
    member.environment.stop();
  }

  #removeIdle(member: Member): void {
    clearTimeout(member.idleTimer);
    const index = this.#idle.indexOf(member);
    if (index >= 0) this.#idle.splice(index, 1);
  }
}

function stopping(): AwsError {
  return new AwsError("ServiceException", 500, "the local account is stopping", { Type: "Service" });
}

function serves(environment: InvocationTarget, wanted: InvocationTarget): boolean {
  return (
    environment.functionName === wanted.functionName &&
    environment.version === wanted.version &&
    environment.fingerprint === wanted.fingerprint
  );
}
