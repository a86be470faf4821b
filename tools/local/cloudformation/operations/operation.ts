import type { z } from "zod";
import type { ResourceProvider } from "../../resources/provider";
import type { StackEngine } from "../stack/engine";
import type { StackStore } from "../stack/store";

/** What the operations of the API work with. */
export interface Context {
  readonly store: StackStore;
  readonly engine: StackEngine;
  readonly providers: ReadonlyMap<string, ResourceProvider>;
  /** Reads the template behind a `TemplateURL`. */
  readonly readTemplate: (url: string) => Promise<string>;
  /** Whether a stack whose deletion is refused keeps the status that it had. */
  readonly keepsStatus: () => boolean;
  readonly region: string;
}

/** An operation of the CloudFormation API: its request, checked, and what it answers, as the API's model has them. */
export interface ApiOperation<Input = unknown> {
  readonly input: z.ZodType<Input>;
  run(input: Input, context: Context): Promise<object> | object;
}

export function operation<Input>(
  input: z.ZodType<Input>,
  run: (input: Input, context: Context) => Promise<object> | object,
): ApiOperation<Input> {
  return { input, run };
}
