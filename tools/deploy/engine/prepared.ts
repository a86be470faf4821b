import type { ObservedService } from "../model/observed";
import type { DesiredService } from "../plan/desired";
import type { ServicePlan } from "../plan/plan";

/** A service that was observed and planned. */
export interface Prepared {
  readonly desired: DesiredService;
  readonly observed: ObservedService;
  readonly plan: ServicePlan;
}
