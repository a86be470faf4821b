import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { FaultProfile } from "../faults/profile";
import { ProfileInvalid, readProfile } from "../faults/read-profile";
import { CommandFailure } from "./failure";
import { runningAccount } from "./running";
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
 * Puts a fault profile in force in the running account, or ends it, or only looks.
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
      ({ kind, operations }, index) => `  ${kind}  ${operations.join(" ")}  ${applied[index] ?? 0} times`,
    ),
  ].join("\n");
}

async function exchange(stateFolder: string, method: string, body = ""): Promise<FaultReport> {
  const running = await runningAccount(stateFolder);
  if (running === undefined) {
    throw new CommandFailure(
      "the local account is not running; start it, or start it with FERRY_LOCAL_FAULTS set",
    );
  }
  const { status, content } = await ask(`${running.endpoint}/_ferry/faults`, method, body);
  if (status !== 200) throw new CommandFailure(`the local account answered ${status}: ${content}`);
  return Report.parse(JSON.parse(content));
}

function ask(
  url: string,
  method: string,
  body: string,
): Promise<{ status: number | undefined; content: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, agent: false }, (response: IncomingMessage) => {
      text(response).then((content) => resolve({ status: response.statusCode, content }), reject);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
