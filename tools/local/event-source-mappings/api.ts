import type { Route } from "../lambda/json-route";
import { type Methods, methodsOf, routesOf } from "../lambda/operation";
import { Mappings, type MappingsOptions } from "./mappings";
import { MAPPING_OPERATIONS } from "./operations";

/**
 * Lambda's event source mappings, from SQS queues to functions. Inputs and outputs are those of the AWS SDK; errors are `AwsError`s.
 * Streams, filters and what else is not supported are refused by name.
 */
export type EventSourceMappings = Methods<typeof MAPPING_OPERATIONS> &
  Pick<Mappings, "setTags" | "close"> & {
    /** @throws AwsError (ResourceNotFoundException) */
    tags(uuid: string): Readonly<Record<string, string>>;
    /** What answers its operations on the wire, which are Lambda's. */
    readonly routes: readonly Route[];
  };

export function openEventSourceMappings(options: MappingsOptions): EventSourceMappings {
  const mappings = new Mappings(options);
  return {
    ...methodsOf(MAPPING_OPERATIONS, mappings),
    tags: (uuid) => mappings.find(uuid).tags,
    setTags: (uuid, tags) => mappings.setTags(uuid, tags),
    close: () => mappings.close(),
    routes: routesOf(MAPPING_OPERATIONS, mappings),
  };
}
