import { SERVICES_AT_ONCE } from "../context/concurrency";
import type { Context } from "../context/context";
import type { ServicePlan } from "../plan/plan";
import { Estimator } from "./estimate";

/**
 * The context, with estimates of the remaining time added to its events.
 * @param plans of the services to change, by their names
 */
export function estimating(context: Context, plans: Iterable<readonly [string, ServicePlan]>): Context {
  const { rates } = context.session;
  const writes = rates.limiter("lambda-control-plane");
  const estimator = new Estimator({
    rate: () => writes.rate,
    now: () => rates.clock.now(),
    atOnce: SERVICES_AT_ONCE,
  });
  for (const [service, plan] of plans) estimator.plan(service, plan);
  const emit: Context["emit"] = (event) => {
    context.emit(event);
    const estimate = estimator.after(event);
    if (estimate) context.emit(estimate);
  };
  return { ...context, emit };
}
