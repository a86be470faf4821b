/** The services of a campaign, and the environment that it deploys them to. */
export const SERVICES = ["orders", "billing"] as const;

export const ENVIRONMENT = "dev-faults";

/** Of the service's stack, and of its function. */
export function nameOf(service: string): string {
  return `${ENVIRONMENT}-${service}`;
}
