import type { EnvironmentRecord } from "../../bucket/environment/record";
import { Malformed, type StoredRecord } from "../../bucket/environment/records";
import type { Context } from "../../context/context";
import { requireBase } from "../../environment/base";
import type { Environment } from "../../environment/schema";

/** What decides the services that an environment has of its own. */
export interface OverlaySettings {
  /** Name of the environment that has all others. */
  readonly base: string;
  /** Services that it has in any case. */
  readonly with: readonly string[];
  /** It has all services, so that nothing falls through. */
  readonly full: boolean;
  /** Its services hear events of the base's. */
  readonly listen: boolean;
}

/** An environment that has only some services of its own; the others are used in its base. */
export interface Overlay extends Omit<OverlaySettings, "base"> {
  readonly base: Environment;
}

/** What the command line gives of an overlay's settings. */
export type OverlayOptions = Partial<OverlaySettings>;

/** The settings of an overlay in what is in the place of its environment's record. */
export function overlayIn(found: StoredRecord | Malformed | undefined): OverlayOptions | undefined {
  if (found === undefined || found instanceof Malformed) return undefined;
  const { base, overlay } = found.record;
  return { ...(base === undefined ? {} : { base }), ...overlay };
}

/** The record of an environment with the settings of its overlay; without any if it has no base. */
export function withOverlay(record: EnvironmentRecord, overlay: Overlay | undefined): EnvironmentRecord {
  const { base: _base, overlay: _overlay, ...rest } = record;
  if (!overlay) return rest;
  const { base, full, listen } = overlay;
  return { ...rest, base: base.name, overlay: { with: [...overlay.with], full, listen } };
}

/**
 * The overlay that an environment is; undefined if it has no base.
 * @param given if any is given, all are those given, and the base stays as recorded
 * @param recorded of the deploys before, in the environment's record
 * @throws FerryError `BaseInvalid`, `EnvironmentUnknown`
 */
export function overlayOf(
  { environment, environmentNamed }: Context,
  given: OverlayOptions | undefined,
  recorded: OverlayOptions | undefined,
): Overlay | undefined {
  const name = given?.base ?? recorded?.base ?? environment.base;
  if (name === undefined || (name === environment.name && given?.base === undefined)) return undefined;
  const base = environmentNamed(name);
  requireBase(environment, base);
  const chosen = given ?? recorded ?? {};
  return {
    base,
    with: chosen.with ?? [],
    full: chosen.full ?? false,
    listen: chosen.listen ?? false,
  };
}
