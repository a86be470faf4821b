import type { TraceSummary } from "@aws-sdk/client-xray";
import { invalidRequest } from "./errors";

type Predicate = (summary: TraceSummary) => boolean;

const TOKEN =
  /\s*(?:(?<word>AND\b|OR\b|!|\(|\))|(?<flag>fault|error|throttle)\b|service\("(?<service>[^"]*)"\))/iy;

/**
 * Reads a filter expression: `service("x")`, `error`, `fault` and `throttle`, with `!`, `AND`, `OR` and parentheses. Anything else is
 * refused, with the part that is not supported. So is a mix of `AND` and `OR` without parentheses, as AWS does not document which of
 * them binds tighter.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html
 */
export function filterExpression(expression: string): Predicate {
  const reader = new Reader(expression);
  const predicate = reader.alternatives();
  reader.end();
  return predicate;
}

class Reader {
  #at = 0;
  constructor(readonly text: string) {}

  /** One or more conditions, all joined by the same word. */
  alternatives(): Predicate {
    const conditions = [this.#condition()];
    const joint = ["AND", "OR"].find((word) => this.#accept(word));
    if (joint === undefined) return conditions[0] as Predicate;
    do conditions.push(this.#condition());
    while (this.#accept(joint));
    return joint === "AND"
      ? (summary) => conditions.every((one) => one(summary))
      : (summary) => conditions.some((one) => one(summary));
  }

  end(): void {
    if (this.#rest() !== "") throw this.#unsupported();
  }

  #condition(): Predicate {
    if (this.#accept("!")) {
      const inner = this.#condition();
      return (summary) => !inner(summary);
    }
    if (this.#accept("(")) {
      const inner = this.alternatives();
      if (!this.#accept(")")) throw this.#unsupported();
      return inner;
    }
    const { flag, service } = this.#token() ?? {};
    if (flag === undefined && service === undefined) throw this.#unsupported();
    this.#at = TOKEN.lastIndex;
    return service === undefined ? FLAGS[flag?.toLowerCase() as keyof typeof FLAGS] : hasService(service);
  }

  /** The next token, whose end is `TOKEN.lastIndex`. */
  #token(): Record<string, string | undefined> | undefined {
    TOKEN.lastIndex = this.#at;
    return TOKEN.exec(this.text)?.groups;
  }

  #accept(word: string): boolean {
    const found = this.#token()?.word?.toUpperCase() === word;
    if (found) this.#at = TOKEN.lastIndex;
    return found;
  }

  #rest(): string {
    return this.text.slice(this.#at).trim();
  }

  #unsupported() {
    return invalidRequest(
      `the local account does not support this part of the filter expression: ${this.#rest() || "(nothing)"}`,
    );
  }
}

function hasService(service: string): Predicate {
  return ({ ServiceIds = [] }) => ServiceIds.some(({ Names = [] }) => Names.includes(service));
}

const FLAGS = {
  fault: ({ HasFault }: TraceSummary) => HasFault === true,
  error: ({ HasError }: TraceSummary) => HasError === true,
  throttle: ({ HasThrottle }: TraceSummary) => HasThrottle === true,
};
