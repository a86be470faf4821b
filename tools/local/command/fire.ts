import { z } from "zod";
import { askAccount } from "./ask-account";

const Fired = z.object({ ScheduleArn: z.string() });

/** Fires a schedule of the running account. @throws CommandFailure without the account, or without the schedule, naming those that exist */
export async function fire(stateFolder: string, schedule: string): Promise<z.infer<typeof Fired>> {
  const content = await askAccount(stateFolder, {
    method: "POST",
    path: "/_ferry/fire",
    body: JSON.stringify({ schedule }),
    advice: "start it and deploy the schedule first",
  });
  return Fired.parse(JSON.parse(content));
}
