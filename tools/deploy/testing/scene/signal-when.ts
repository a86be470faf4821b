import type { ChildProcess } from "node:child_process";

/** Sends the signal, once, when the deployer has said so on standard error. */
export function signalWhen(child: ChildProcess, words: string, signal: NodeJS.Signals): void {
  let told = "";
  const listen = (part: Buffer): void => {
    told += part.toString();
    if (!told.includes(words)) return;
    child.stderr?.off("data", listen);
    child.kill(signal);
  };
  child.stderr?.on("data", listen);
}
