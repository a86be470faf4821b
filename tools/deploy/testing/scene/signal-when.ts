import type { ChildProcess } from "node:child_process";

/** Sends the signal, once, when the deployer has said so on standard error. */
export function signalWhen(child: ChildProcess, words: string, signal: NodeJS.Signals): void {
  let printed = "";
  const listen = (part: Buffer): void => {
    printed += part.toString();
    if (!printed.includes(words)) return;
    child.stderr?.off("data", listen);
    child.kill(signal);
  };
  child.stderr?.on("data", listen);
}
