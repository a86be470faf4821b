import { TokenBucket } from "../protocol/token-bucket";
import type { Stage } from "./model";

/** An account's own limits, which apply where a stage sets only one of the two. */
const ACCOUNT = { rate: 10_000, burst: 5000 } as const;

/**
 * The limits that stages set for each of their routes.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
 */
export class Throttles {
  readonly #buckets = new Map<string, { readonly settings: string; readonly bucket: TokenBucket }>();

  /** Whether a route of the stage takes one more request now. */
  admits(apiId: string, { StageName, DefaultRouteSettings }: Stage, routeKey: string): boolean {
    if (DefaultRouteSettings === undefined) return true;
    const { ThrottlingRateLimit: rate = ACCOUNT.rate, ThrottlingBurstLimit: burst = ACCOUNT.burst } =
      DefaultRouteSettings;
    const key = JSON.stringify([apiId, StageName, routeKey]);
    const settings = JSON.stringify([rate, burst]);
    let current = this.#buckets.get(key);
    if (current?.settings !== settings) {
      current = { settings, bucket: new TokenBucket(rate, burst, () => performance.now()) };
      this.#buckets.set(key, current);
    }
    return current.bucket.take() === 0;
  }
}
