import type { Context } from "../../context/context";
import type { ServiceRun } from "../../context/service-run";
import type { Overlay, OverlayOptions } from "../../engine/overlay/overlay";
import { FerryError } from "../../error";
import { selectServices } from "../../manifest/select";
import type { OptionsOf, OVERLAY_OPTIONS } from "../options";

/**
 * What the command line gives of an overlay's settings; undefined if it gives none.
 * @throws FerryError `UsageInvalid` for a service that is not among those of the run
 */
export function overlayOptions(
  { base, with: wanted, full, listen }: OptionsOf<typeof OVERLAY_OPTIONS>,
  outcomes: readonly ServiceRun[],
): OverlayOptions | undefined {
  const services = outcomes.map(({ desired: { service, target } }) => ({ service, target }));
  const chosen = wanted.length === 0 ? [] : selectServices(services, wanted, "--with");
  if (base === undefined && wanted.length === 0 && !full && !listen) return undefined;
  const names = chosen.map(({ service }) => service);
  return { ...(base === undefined ? {} : { base }), with: names, full, listen };
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
