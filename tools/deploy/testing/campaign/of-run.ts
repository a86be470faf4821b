import type { Observer } from "../scene/observer";
import type { Memory } from "./memory";
import { hold } from "./violation";
import type { Ended } from "./world";

/** What a run may end with, when others and faults are in its way. All else would be wrong, or wrong advice. */
const EXCUSES = new Set([
  "AwsFailed",
  "ClockSkew",
  "Contended",
  "CredentialsExpired",
  "DependencyFailed",
  "EndpointUnreachable",
  "LockLost",
  "RemovalFailed",
  "ServicesFailed",
  "StackFailed",
]);

/** Further ones of a deletion, and of what comes after one that has failed half way. */
const OF_DELETIONS = new Set(["DataLoss", "StackStuck"]);

/** It was killed, or it ended by itself and says what happened, and nothing that would lead astray. */
export function orderly({ killed, code, report, text }: Ended, { half }: Pick<Memory, "half">): void {
  if (killed) return;
  hold(
    "advice",
    `it ends with an exit code and a report\n${text}`,
    [typeof code, typeof report],
    ["number", "object"],
  );
  const error = report?.error;
  hold("advice", `it fails with an error\n${text}`, error !== undefined, code !== 0);
  const codes = error ? [error, ...(error.services ?? [])].map((one) => one.code) : [];
  const isExcused = (name: string): boolean =>
    EXCUSES.has(name) || ((half || report?.command === "destroy") && OF_DELETIONS.has(name));
  hold(
    "advice",
    `failures that fit what happened\n${text}`,
    codes.filter((name) => !isExcused(name)),
    [],
  );
}

/** What a run says to be live is, also after failures. Only for one that ran alone. */
export async function truthful({ killed, report, text }: Ended, observer: Observer): Promise<void> {
  if (killed) return;
  for (const [, name = "", said = ""] of text.matchAll(
    /live now: (\S+) (version \d+|has no live version)/g,
  )) {
    const { status, live } = await observer.glance(name);
    if (said.startsWith("version")) hold("report", `live now: ${name}`, said, `version ${live?.version}`);
    else if (status === "DELETE_FAILED")
      hold("report", `live now: ${name} has no live version`, live, undefined);
  }
  if (report?.error) return;
  for (const { name, version } of report?.services.flatMap(({ functions }) => functions) ?? []) {
    const { live } = await observer.glance(name);
    hold("report", `version of ${name} in the report`, version, live?.version ?? null);
  }
}
