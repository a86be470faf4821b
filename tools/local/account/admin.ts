import { z } from "zod";
import type { Faults } from "../faults/faults";
import { ProfileInvalid, parseProfile } from "../faults/read-profile";
import { AwsError } from "../protocol/error";
import type { AwsRequest, AwsResponse } from "../protocol/service";

/**
 * The pages under `/_ferry/`, which belong to the account and not to an AWS service.
 * @param status the JSON of `GET /_ferry/status`
 * @param fire fires the schedule of that name now
 */
export function adminPages(
  status: () => object,
  faults: Faults,
  fire: (schedule: string) => object,
): (request: AwsRequest) => Promise<AwsResponse> {
  const pages: Readonly<Record<string, (body: string) => object>> = {
    "GET /_ferry/status": status,
    "GET /_ferry/faults": () => faults.report(),
    "PUT /_ferry/faults": (body) => {
      faults.set(readProfile(body));
      return faults.report();
    },
    "DELETE /_ferry/faults": () => {
      faults.set(undefined);
      return faults.report();
    },
    "POST /_ferry/fire": (body) => fire(readFiring(body)),
  };
  return async ({ method, path, body }) => {
    const page = pages[`${method} ${path}`];
    if (page === undefined) {
      throw new AwsError(
        "NotFound",
        404,
        `the local account has no page ${method} ${path}; it has ${Object.keys(pages).join(", ")}`,
      );
    }
    return {
      status: 200,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(page(body.toString("utf8"))),
    };
  };
}

const Firing = z.strictObject({ schedule: z.string().min(1) });

function readFiring(text: string): string {
  try {
    return Firing.parse(JSON.parse(text)).schedule;
  } catch {
    throw new AwsError("FiringInvalid", 400, 'the request must be {"schedule": "<name>"}');
  }
}

function readProfile(text: string): ReturnType<typeof parseProfile> {
  try {
    return parseProfile(text, "in the request");
  } catch (error) {
    if (error instanceof ProfileInvalid) throw new AwsError("ProfileInvalid", 400, error.message);
    throw error;
  }
}
