import { z } from "zod";

/** What `GET /_ferry/status` answers, and `status --json` prints of a running account. */
export const Status = z.object({
  endpoint: z.string(),
  pid: z.int(),
  /** URL of each deployed service, by the stack tag `ferry:service`. */
  services: z.record(z.string(), z.string()),
});

export type Status = z.infer<typeof Status>;

/** What the status needs of a CloudFormation stack. */
export interface StackView {
  readonly tags: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Services by the tag `ferry:service` of their stacks, with the URL of the stack's output `Url`; those without one are left out. */
export function servicesOf(stacks: readonly StackView[]): Record<string, string> {
  const services: Record<string, string> = {};
  for (const { tags, outputs } of stacks) {
    const name = tags["ferry:service"];
    if (name !== undefined && outputs.Url !== undefined) services[name] = outputs.Url;
  }
  return services;
}
