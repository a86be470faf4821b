import type { Move } from "../history/rollback-target";
import type { VersionEntry } from "../history/versions";
import type { FunctionVersion } from "../model/observed";
import type { DesiredFunction } from "../plan/desired";
import type { Drift } from "../plan/drift";
import type { PlacedFunction } from "../plan/names";
import type { FunctionPlan } from "../plan/plan";
import type { Explanation } from "../why/explain";
import type { BuildOrigin } from "../workspace/bazel/execution-log";
import type { FunctionOutcome } from "./outcome";

/** What a run intends to do with a function. */
type Intent = Pick<FunctionOutcome, "action" | "reason">;

const NOTHING: Intent = { action: "none", reason: "none" };

/** What the function needs from its service. */
interface Service {
  /** The plan for this function; undefined until there is one. */
  plan(index: number): FunctionPlan | undefined;
  isStackWritten(): boolean;
  /** Whether the rest of the plan is not applied. */
  hasFailed(): boolean;
}

/** What is live, as far as observed. */
interface Live {
  readonly version: string;
  readonly sha256: string | undefined;
  /** Whether its history says that it is a placeholder; undefined if that was not read. */
  readonly placeholder?: boolean;
}

/** The facts about one function in a run: what was observed, planned and done. Reports are derived from them. */
export class FunctionRun implements FunctionOutcome {
  readonly desired: PlacedFunction;
  build: BuildOrigin = "unknown";
  uploadedBytes = 0;
  why: Explanation | undefined;
  drift: readonly Drift[] = [];
  readonly #service: Service;
  readonly #index: number;
  readonly #artifact: DesiredFunction["artifact"] | undefined;
  #before: string | undefined;
  #live: Live | undefined;
  #versions: readonly VersionEntry[] | undefined;
  #rollback: Move | undefined;
  #deletes = false;
  #deleted = false;
  #written: Intent | undefined;

  /** @param built whether `desired` comes from a build */
  constructor(service: Service, index: number, desired: PlacedFunction, built: boolean) {
    this.#service = service;
    this.#index = index;
    this.desired = desired;
    this.#artifact = built ? (desired as DesiredFunction).artifact : undefined;
  }

  get digest(): string | undefined {
    return this.#artifact?.digest.sha256 ?? this.#live?.sha256;
  }

  get size(): number | undefined {
    return this.#artifact?.digest.zippedBytes;
  }

  get action(): FunctionOutcome["action"] {
    return this.#shown.action;
  }

  get reason(): FunctionOutcome["reason"] {
    return this.#shown.reason;
  }

  get before(): string | undefined {
    return this.#before;
  }

  get version(): string | undefined {
    return this.#deleted ? undefined : this.#live?.version;
  }

  get placeholder(): boolean {
    if (this.#live === undefined) return false;
    return this.#live.placeholder ?? (this.#before === undefined && this.#live.sha256 !== this.digest);
  }

  get written(): boolean {
    return this.#written !== undefined;
  }

  get versions(): readonly VersionEntry[] | undefined {
    return this.#versions;
  }

  get rollback(): Move | undefined {
    return this.#service.hasFailed() && !this.written ? undefined : this.#rollback;
  }

  /** Takes what `live` points at. Before the run's first write, that is also what it pointed at when the run began. */
  look(live: FunctionVersion | undefined): void {
    if (!this.written && !this.#service.isStackWritten()) this.#before = live?.version;
    this.#live = live;
  }

  /** The same after a failure: this shows what was done, even where responses were lost. */
  lookAfterFailure(live: FunctionVersion | undefined): void {
    this.#live = live;
    if (live?.version === this.#before) return;
    const { action } = this.#intent;
    const isDone =
      action === "delete" ? !live : live !== undefined && live.sha256 === this.#artifact?.digest.sha256;
    if (isDone) this.write();
  }

  /** All versions, newest first. */
  lookAtHistory(versions: readonly VersionEntry[]): void {
    const live = versions.find((one) => one.live);
    if (!this.written) this.#before = live?.version;
    this.#versions = versions;
    this.#live = live && {
      version: live.version,
      sha256: live.digest,
      placeholder: live.maker === "placeholder",
    };
  }

  /** The run is about to roll it back. */
  rollBackTo(move: Move): void {
    this.#rollback = move;
  }

  /** The run is about to delete it, if it exists. */
  beginDeletion(): void {
    this.#deletes = this.version !== undefined;
  }

  /** The run has done at least part of what it intends. */
  write(): void {
    this.#written ??= this.#intent;
  }

  /** Takes the version that is live now. */
  isLive(version: string, sha256: string | undefined): void {
    this.#live = { version, sha256 };
  }

  /** It was deleted with its stack. */
  isDeleted(): void {
    if (this.#deletes) this.write();
    this.#deleted = true;
  }

  get #intent(): Intent {
    if (this.#deletes) return { action: "delete", reason: "none" };
    if (this.#rollback) return { action: "update", reason: "rollback" };
    return this.#service.plan(this.#index) ?? NOTHING;
  }

  get #shown(): Intent {
    return this.#written ?? (this.#service.hasFailed() ? NOTHING : this.#intent);
  }
}
