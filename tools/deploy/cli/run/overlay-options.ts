import type { Context } from "../../context/context";
import type { ServiceRun } from "../../context/service-run";
import type { Overlay, OverlayOptions } from "../../engine/overlay/overlay";
import { FerryError } from "../../error";
import type { OptionsOf, OVERLAY_OPTIONS } from "../options";

/**
 * What the command line gives of an overlay's settings; undefined if it gives none.
 * @throws FerryError `UsageInvalid` for a service that is not among those of the run
 */
export function overlayOptions(
  { base, with: wanted, full, listen }: OptionsOf<typeof OVERLAY_OPTIONS>,
  outcomes: readonly ServiceRun[],
): OverlayOptions | undefined {
  const names = outcomes.map(({ desired }) => desired.service);
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new FerryError(
      "UsageInvalid",
      `--with ${unknown.join(", ")}: this target deploys ${names.join(", ")}`,
      { next: "choose one of these, or run //:deploy, which has all services" },
    );
  }
  if (base === undefined && wanted.length === 0 && !full && !listen) return undefined;
  return { ...(base === undefined ? {} : { base }), with: wanted, full, listen };
}

/** A plan file says what is done to stacks, and not which services an overlay has. */
export function refusePlanFile({ environment }: Context, overlay: Overlay | undefined): void {
  if (!overlay) return;
  throw new FerryError(
    "UsageInvalid",
    `${environment.name} is an overlay over ${overlay.base.name}: plan files are for environments that have all services`,
    { next: "deploy it without a plan file" },
  );
}
