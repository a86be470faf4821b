import type { EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import { type BoundRoute, bind, json, type Route } from "../lambda/json-route";
import type { EventSourceMappings } from "./api";

const MAPPINGS = "/2015-03-31/event-source-mappings";
const MAPPING = `${MAPPINGS}/{UUID}`;

const ROUTES: readonly Route<EventSourceMappings>[] = [
  json("CreateEventSourceMapping", "POST", MAPPINGS, 202, async (api, input) =>
    wire(await api.create(input)),
  ),
  json("ListEventSourceMappings", "GET", MAPPINGS, 200, async (api, input) => {
    const { EventSourceMappings = [], ...next } = await api.list(input);
    return { EventSourceMappings: EventSourceMappings.map(wire), ...next };
  }),
  json("GetEventSourceMapping", "GET", MAPPING, 200, async (api, input) => wire(await api.get(input))),
  json("UpdateEventSourceMapping", "PUT", MAPPING, 202, async (api, input) => wire(await api.update(input))),
  json("DeleteEventSourceMapping", "DELETE", MAPPING, 202, async (api, input) =>
    wire(await api.delete(input)),
  ),
];

/** Operations of Lambda's wire API on event source mappings. */
export function mappingRoutes(mappings: EventSourceMappings): readonly BoundRoute[] {
  return bind(mappings, ROUTES);
}

/** On the wire a time is a number: seconds since the epoch. */
function wire({ LastModified, ...members }: EventSourceMappingConfiguration): object {
  return { ...members, LastModified: (LastModified?.getTime() ?? 0) / 1000 };
}
