import Module from "node:module";
import { createNativeClient } from "./native-client";

type Load = (request: string, parent: unknown, isMain: boolean) => unknown;

/**
 * Hands our client to `aws-lambda-ric` in place of its addon, which would have to be compiled. The runtime interface client
 * loads the addon once, before any function code, so the module loader is as Node made it by the time function code runs.
 */
export function interceptNativeClient(address: string, token: string): void {
  const loader = Module as unknown as { _load: Load };
  const load = loader._load;
  loader._load = function (request, parent, isMain) {
    if (request !== "./rapid-client.node") return load.call(this, request, parent, isMain);
    loader._load = load;
    return createNativeClient(address, token);
  };
}
