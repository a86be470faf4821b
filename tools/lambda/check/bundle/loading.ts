import type { Loading } from "../probe/loading";
import type { Fault } from "../report/report";

/**
 * Faults of a bundle that was loaded as Lambda does it, but without environment variables and without a network.
 *
 * @param exportName the export that Lambda calls
 */
export function loadingFaults(loading: Loading, exportName: string): Fault[] {
  const where = "index.js";
  const faults: Fault[] = loading.connections.map((address) => ({
    where,
    what: `it connects to ${address} while it is loaded`,
    next: "connect when the first event arrives, since a cold start waits for it and a failure of it fails the function",
  }));
  if (loading.outcome === "threw") {
    faults.push({
      where: loading.place ?? where,
      what: `it throws while it is loaded without environment variables: ${loading.message}`,
      next: "read variables and connect when the first event arrives, as defineService of platform/runtime does",
    });
  } else if (loading.outcome === "silent") {
    faults.push({
      where,
      what: `loading it ends the process or does not finish: ${loading.message}`,
      next: "nothing may end or block the process while a module is loaded",
    });
  } else if (loading.exports[exportName] !== "function") {
    const found = Object.entries(loading.exports).map(([name, type]) => `${name}: ${type}`);
    faults.push({
      where,
      what: `its export ${exportName} is ${loading.exports[exportName] ?? "missing"} (it exports ${found.join(", ") || "nothing"})`,
      next: `export a function named ${exportName} from the entry point`,
    });
  }
  return faults;
}
