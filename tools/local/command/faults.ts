import { z } from "zod";
import { oneLine } from "../../terminal/harmless";
import { FaultProfile, subjectsOf } from "../faults/profile";
import { ProfileInvalid, readProfile } from "../faults/read-profile";
import { askAccount } from "./ask-account";
import { CommandFailure } from "./failure";
import { profileSource } from "./settings";

/** What `/_ferry/faults` answers. */
const Report = z.object({
  profile: FaultProfile.nullable(),
  applied: z.array(z.int()),
  requests: z.int().optional(),
  refused: z.int().optional(),
});

export type FaultReport = z.infer<typeof Report>;

/**
 * Activates a fault profile in the running account, ends it, or shows it.
 * @param what a file, a preset, `off` or `show`
 */
export async function faults(stateFolder: string, what: string): Promise<FaultReport> {
  if (what === "show") return await exchange(stateFolder, "GET");
  if (what === "off") return await exchange(stateFolder, "DELETE");
  return await exchange(stateFolder, "PUT", JSON.stringify(profileOf(profileSource(what, process.env))));
}

/** @throws CommandFailure (2) */
export function profileOf(source: string): FaultProfile {
  try {
    return readProfile(source);
  } catch (error) {
    throw error instanceof ProfileInvalid ? new CommandFailure(error.message, 2) : error;
  }
}

/** For people. */
export function faultText({ profile, applied, requests = 0, refused = 0 }: FaultReport): string {
  if (profile === null) return "no faults: the account answers as well as it can";
  const rates = profile.rates === "aws" ? "AWS's" : `${profile.rates.length} of its own`;
  return [
    `faults "${profile.name ?? "unnamed"}", seed ${profile.seed}: ${requests} requests, ${refused} refused or cut`,
    ...(profile.rates.length > 0 ? [`  request rates  ${rates}`] : []),
    ...profile.faults.map(
      (fault, index) => `  ${fault.kind}  ${subjectsOf(fault).join(" ")}  ${applied[index] ?? 0} times`,
    ),
  ]
    .map(oneLine)
    .join("\n");
}

async function exchange(stateFolder: string, method: string, body = ""): Promise<FaultReport> {
  const advice = "start it, or start it with FERRY_LOCAL_FAULTS set";
  const content = await askAccount(stateFolder, { method, path: "/_ferry/faults", body, advice });
  return Report.parse(JSON.parse(content));
}
