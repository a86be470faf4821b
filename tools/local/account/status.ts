import { z } from "zod";
import type { Api } from "../apigateway/model";
import type { StackSummary } from "../cloudformation/api";

/** What `GET /_ferry/status` answers, and `status --json` prints of a running account. */
export const Status = z.object({
  endpoint: z.string(),
  pid: z.int(),
  /** URL of each stack that has one, by the stack's name. An account of an older Ferry does not say it. */
  stacks: z.record(z.string(), z.string()).default({}),
  /** Only while a fault profile is in force; see `faults/profile.ts`. */
  faults: z.object({ name: z.string(), seed: z.int(), requests: z.int(), refused: z.int() }).optional(),
});

export type Status = z.infer<typeof Status>;

/**
 * The URLs of stacks: a stack's output `Url`, at the place where its API answers now: which may have moved since the stack was
 * deployed. Without that output it is the API's endpoint; without an API there is none.
 */
export function urlsOf(stacks: readonly StackSummary[], apis: readonly Api[]): Record<string, string> {
  const urls: Record<string, string> = {};
  for (const { stackName, outputs } of stacks) {
    const api = apis.find(({ Tags }) => Tags?.["aws:cloudformation:stack-name"] === stackName);
    const url = urlOf(outputs.Url, api?.ApiEndpoint);
    if (url !== undefined) urls[stackName] = url;
  }
  return urls;
}

function urlOf(output: string | undefined, endpoint: string | undefined): string | undefined {
  if (output === undefined || endpoint === undefined) return output ?? endpoint;
  const local = /^http:\/\/127\.0\.0\.1:\d+(.*)$/s.exec(output);
  return local === null ? output : endpoint + local[1];
}
