import { z } from "zod";

/** What `GET /_ferry/status` answers, and `status --json` prints of a running account. */
export const Status = z.object({
  endpoint: z.string(),
  pid: z.int(),
  /** URL of each deployed service, by the stack tag `ferry:service`. */
  services: z.record(z.string(), z.string()),
  /** Only while a fault profile is in force; see `faults/profile.ts`. */
  faults: z.object({ name: z.string(), seed: z.int(), requests: z.int(), refused: z.int() }).optional(),
});

export type Status = z.infer<typeof Status>;

/** What the status needs of a stack. */
export interface StackView {
  readonly tags: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}

/** What the status needs of an HTTP API; stacks hand their tags on to their APIs. */
export interface ApiView {
  readonly ApiEndpoint: string;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

/**
 * Services by the tag `ferry:service` of their stacks. A service's URL is the stack's output `Url`, at the place where its API answers
 * now: which may have moved since the stack was deployed. Without that output it is the API's endpoint; without an API there is none.
 */
export function servicesOf(stacks: readonly StackView[], apis: readonly ApiView[]): Record<string, string> {
  const services: Record<string, string> = {};
  for (const { tags, outputs } of stacks) {
    const name = tags["ferry:service"];
    if (name === undefined) continue;
    const api = apis.find(({ Tags }) => SAME.every((tag) => Tags?.[tag] === tags[tag]));
    const url = serviceUrl(outputs.Url, api?.ApiEndpoint);
    if (url !== undefined) services[name] = url;
  }
  return services;
}

const SAME = ["ferry:service", "ferry:environment"];

function serviceUrl(output: string | undefined, endpoint: string | undefined): string | undefined {
  if (output === undefined || endpoint === undefined) return output ?? endpoint;
  const local = /^http:\/\/127\.0\.0\.1:\d+(.*)$/s.exec(output);
  return local === null ? output : endpoint + local[1];
}
