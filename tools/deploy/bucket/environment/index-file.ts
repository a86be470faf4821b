import { z } from "zod";
import { FerryError } from "../../error";
import { environmentOfRecord, keys } from "../keys";
import { parseRecord } from "../record/record";
import { type EnvironmentRecord, environmentRecord, parseEnvironmentRecord } from "./record";

/** The last deploy of a service, as the record of its environment has it. */
const lastDeploy = z.looseObject({
  at: z.string(),
  by: z.string(),
  commit: z.string().optional(),
  pending: z.literal(true).optional(),
  /** US dollars in an idle month, as estimated. */
  idleUsd: z.number().optional(),
});

/** What is known of an object: of `environment.json`, the record; of `record.json`, the last deploys by service. */
const summary = z.union([
  z.looseObject({ record: environmentRecord }),
  z.looseObject({ services: z.record(z.string(), lastDeploy) }),
]);

/** What an object said when it had that ETag. */
const entry = z.looseObject({ etag: z.string(), summary });

/** `environments/index.json`: entries by key. It is a cache: anyone may delete it. */
const indexFile = z.looseObject({ version: z.literal(1), objects: z.record(z.string(), entry) });

export type LastDeploy = Readonly<z.infer<typeof lastDeploy>>;
export type Summary =
  | { readonly record: EnvironmentRecord }
  | { readonly services: Readonly<Record<string, LastDeploy>> };
export type Index = Readonly<Record<string, { readonly etag: string; readonly summary: Summary }>>;

/** Empty for anything that is not an index. */
export function parseIndex(text: string): Index {
  try {
    return indexFile.safeParse(JSON.parse(text)).data?.objects ?? {};
  } catch {
    return {};
  }
}

export function indexText(objects: Index): string {
  return JSON.stringify({ version: 1, objects });
}

/**
 * What an object says; a string if it is not what its key says: what is wrong with it, as a clause. That is not kept in the index,
 * since another version of the deployer may be able to read it.
 */
export function summarize(key: string, text: string): Summary | string {
  try {
    if (environmentOfRecord(key) === undefined) {
      const record = parseEnvironmentRecord(text);
      return typeof record === "string" ? record : { record };
    }
    const { services } = parseRecord(text) ?? {};
    if (services === undefined) return "it is not a record";
    const deploys = Object.entries(services).map(([service, deployed]): [string, LastDeploy] => {
      const { at, by, commit, pending, idleCost } = deployed;
      return [
        service,
        {
          at,
          by,
          ...(commit === undefined ? {} : { commit }),
          ...(pending ? { pending } : {}),
          ...(idleCost ? { idleUsd: idleCost.usd } : {}),
        },
      ];
    });
    return { services: Object.fromEntries(deploys) };
  } catch (error) {
    if (error instanceof FerryError && error.code === "DeployerOutdated") return "it is of a newer Ferry";
    throw error;
  }
}

/** Whether the index has entries of such objects. */
export function isIndexed(key: string): boolean {
  const [, name = ""] = /^environments\/([^/]+)\/[^/]+$/.exec(key) ?? [];
  return key === keys.environment(name) || key === keys.record(name);
}
