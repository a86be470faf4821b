import { createHash } from "node:crypto";
import type { AwsResponse } from "../../../local/protocol/service";
import type { Witness, Witnessed } from "../../../local/server/witness";

/** A move of an alias that took effect, whatever answer its client got. */
export interface AliasMove {
  readonly functionName: string;
  readonly alias: string;
  readonly version: string;
  /** Of that version; undefined for one that was not published over the wire. */
  readonly codeSha256: string | undefined;
}

/**
 * What was done in an account, seen from inside of it: it knows what took effect where clients got no answer, or a wrong one. It
 * notes what must never happen when it happens.
 */
export class Ledger implements Witness {
  readonly moves: AliasMove[] = [];
  /** What was done that must not be, for people. */
  readonly offences: string[] = [];
  /** Requests so far. */
  requests = 0;
  /** Code that `$LATEST` has, by function, where it was uploaded over the wire or by a competing writer. */
  readonly #latest = new Map<string, string>();
  /** `CodeSha256` by function and version. */
  readonly #versions = new Map<string, string>();
  readonly #awaited = new Map<string, () => void>();
  #alarm: { readonly at: number; readonly moment: Moment; readonly ring: () => void } | undefined;

  /** Calls once, at the `count`th request from now on. */
  alarm(count: number, moment: Moment, ring: () => void): void {
    this.#alarm = { at: this.requests + count, moment, ring };
  }

  /** Resolves when an operation, such as `cloudformation:ExecuteChangeSet`, is next asked for. */
  asked(operation: string): Promise<void> {
    return new Promise((resolve) => this.#awaited.set(operation, resolve));
  }

  disarm(): void {
    this.#alarm = undefined;
  }

  arrived({ service, operation, request }: Witnessed): void {
    this.requests += 1;
    this.#awaited.get(`${service}:${operation}`)?.();
    if (service === "lambda" && operation === "UpdateFunctionCode") {
      const { ZipFile = "" } = JSON.parse(request.body.toString("utf8")) as { readonly ZipFile?: string };
      this.#sent(functionOf(request.path), sha256(Buffer.from(ZipFile, "base64")));
    }
    this.#ringAt("arrived");
  }

  carriedOut(seen: Witnessed, response: AwsResponse): void {
    if (response.status < 300) NOTES[`${seen.service}:${seen.operation}`]?.call(this, seen, response);
    this.#ringAt("carried out");
  }

  /** Competing writes read `UpdateFunctionCode local-orders <CodeSha256>`. */
  fell(_seen: Witnessed, fault: string): void {
    const [operation, name = "", digest = ""] = fault.split(" ");
    if (operation === "UpdateFunctionCode") this.#latest.set(name, digest);
  }

  uploaded(functionName: string, digest: string): void {
    this.#latest.set(functionName, digest);
  }

  published(functionName: string, version: string, codeSha256: string): void {
    this.#versions.set(`${functionName}:${version}`, codeSha256);
  }

  moved(functionName: string, alias: string, version: string): void {
    const codeSha256 = this.#versions.get(`${functionName}:${version}`);
    this.moves.push({ functionName, alias, version, codeSha256 });
  }

  /** A function that is made anew has nothing of the one before. */
  forget(functionName: string): void {
    this.#latest.delete(functionName);
    for (const key of this.#versions.keys()) {
      if (key.startsWith(`${functionName}:`)) this.#versions.delete(key);
    }
  }

  /** Also where the request is refused in the end: the bytes are on their way before that. */
  #sent(functionName: string, digest: string): void {
    if (this.#latest.get(functionName) !== digest) return;
    this.offences.push(`the bytes of ${digest} were sent to ${functionName}, which had them`);
  }

  #ringAt(moment: Moment): void {
    const alarm = this.#alarm;
    if (alarm === undefined || alarm.moment !== moment || this.requests < alarm.at) return;
    this.#alarm = undefined;
    alarm.ring();
  }
}

/** Before a request is carried out, or after it and before it is answered. */
export type Moment = "arrived" | "carried out";

type Note = (this: Ledger, seen: Witnessed, response: AwsResponse) => void;

const NOTES: Readonly<Record<string, Note>> = {
  "lambda:UpdateFunctionCode"({ request }, response) {
    this.uploaded(functionOf(request.path), answered(response).CodeSha256 ?? "");
  },
  "lambda:PublishVersion"({ request }, response) {
    const { Version = "", CodeSha256 = "" } = answered(response);
    this.published(functionOf(request.path), Version, CodeSha256);
  },
  "lambda:UpdateAlias"({ request }, response) {
    // Else only its description changes.
    if (!request.body.toString("utf8").includes('"FunctionVersion"')) return;
    const { Name = "", FunctionVersion = "" } = answered(response);
    this.moved(functionOf(request.path), Name, FunctionVersion);
  },
  // A stack and its function have the same name here.
  "cloudformation:DeleteStack"({ request }) {
    const stack = new URLSearchParams(request.body.toString("utf8")).get("StackName") ?? "";
    this.forget(/^arn:[^/]*\/([^/]+)/.exec(stack)?.[1] ?? stack);
  },
};

function functionOf(path: string): string {
  return decodeURIComponent(path.split("/")[3] ?? "");
}

function answered({ body }: AwsResponse): Readonly<Record<string, string | undefined>> {
  return JSON.parse(String(body));
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("base64");
}
