import type { Holding, Place } from "../inventory/inventory";

/** Where a deployment package stands, for people: `built here · local version 5 · staging version 3`. */
export function placesText({ places }: Holding): string {
  return places.map(placeText).join(" · ");
}

function placeText({ live }: Place): string {
  return live === undefined ? "built here" : `${live.environment} version ${live.version}`;
}

/** The same for programs. */
export function holdingRecord({ contents, places }: Holding): object {
  return {
    target: contents.target,
    digest: contents.sha256,
    built: places.some(({ live }) => live === undefined),
    live: places.flatMap(({ service, function: name, live }) =>
      live === undefined
        ? []
        : [{ service, function: name, environment: live.environment, version: live.version }],
    ),
  };
}
