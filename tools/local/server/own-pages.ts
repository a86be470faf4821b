import { z } from "zod";
import type { Faults } from "../faults/faults";
import { ProfileInvalid, parseProfile } from "../faults/read-profile";
import { AwsError } from "../protocol/error";
import type { AwsResponse } from "../protocol/service";

export interface OwnRequest {
  readonly method: string;
  readonly path: string;
  readonly body: () => Promise<Buffer>;
}

/** The pages under `/_ferry/`, which belong to the account and not to an AWS service. */
export interface OwnPages {
  answer(request: OwnRequest): Promise<AwsResponse>;
}

/**
 * @param status the JSON of `GET /_ferry/status`
 * @param fire fires the schedule of that name now
 */
export function ownPages(status: () => object, faults: Faults, fire: (schedule: string) => object): OwnPages {
  const pages: Readonly<Record<string, (request: OwnRequest) => Promise<object> | object>> = {
    "GET /_ferry/status": status,
    "GET /_ferry/faults": () => faults.report(),
    "PUT /_ferry/faults": async ({ body }) => {
      faults.set(readBody((await body()).toString("utf8")));
      return faults.report();
    },
    "DELETE /_ferry/faults": () => {
      faults.set(undefined);
      return faults.report();
    },
    "POST /_ferry/fire": async ({ body }) => fire(readFiring((await body()).toString("utf8"))),
  };
  return {
    answer: async (request) => {
      const page = pages[`${request.method} ${request.path}`];
      if (page === undefined) {
        throw new AwsError(
          "NotFound",
          404,
          `the local account has no page ${request.method} ${request.path}; it has ${Object.keys(pages).join(", ")}`,
        );
      }
      return {
        status: 200,
        headers: { "content-type": "application/json" },
        body: JSON.stringify(await page(request)),
      };
    },
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

function readBody(text: string): ReturnType<typeof parseProfile> {
  try {
    return parseProfile(text, "in the request");
  } catch (error) {
    if (error instanceof ProfileInvalid) throw new AwsError("ProfileInvalid", 400, error.message);
    throw error;
  }
}
