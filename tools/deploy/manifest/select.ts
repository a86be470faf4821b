import { FerryError } from "../error";

/** What a pattern is held against. */
export interface Selectable {
  readonly service: string;
  /** Label of the `lambda_service`. */
  readonly target: string;
}

/** Services that an error names before it only counts. */
const NAMED_IN_ERROR = 20;

/**
 * The services that any of the patterns means, in their order; all where there are no patterns. A pattern is one of Bazel's
 * (`//services/...`, `//services/orders`, `//services/orders:orders`, `//services/orders:all`), or a service's name in which `*`
 * stands for any characters.
 * https://bazel.build/run/build#specifying-build-targets
 * @param option that gave the patterns, for errors
 * @throws FerryError `UsageInvalid` for a pattern that means none: it is a slip of the pen
 */
export function selectServices<T extends Selectable>(
  services: readonly T[],
  patterns: readonly string[],
  option = "--only",
): T[] {
  if (patterns.length === 0) return [...services];
  const chosen = new Set<T>();
  for (const pattern of patterns) {
    const found = services.filter(matcher(pattern));
    if (found.length === 0) throw noMatch(`${option} ${pattern}`, services);
    for (const service of found) chosen.add(service);
  }
  return services.filter((service) => chosen.has(service));
}

function matcher(pattern: string): (service: Selectable) => boolean {
  if (!pattern.includes("/")) {
    const name = new RegExp(`^${pattern.replaceAll(/[^\w*-]/g, "\\$&").replaceAll("*", ".*")}$`);
    return ({ service }) => name.test(service);
  }
  const [path = "", target] = pattern.split(":", 2);
  if (path.endsWith("/...")) {
    const folder = path.slice(0, -"...".length);
    // `//services/...` has the package `//services` itself, and `//...` every one.
    return (service) => `${packageOf(service)}/`.startsWith(folder);
  }
  if (target === "all" || target === "*") return (service) => packageOf(service) === path;
  const name = target ?? path.slice(path.lastIndexOf("/") + 1);
  return (service) => service.target === `${path}:${name}`;
}

function packageOf({ target }: Selectable): string {
  return target.slice(0, target.lastIndexOf(":"));
}

function noMatch(given: string, services: readonly Selectable[]): FerryError {
  const named = services.slice(0, NAMED_IN_ERROR).map(({ service, target }) => `${service} (${target})`);
  const more = services.length - named.length;
  return new FerryError(
    "UsageInvalid",
    `${given} matches no service: there ${services.length === 1 ? "is" : "are"} ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
    {
      next: "give a pattern such as //services/..., //services/orders, or a service's name, in which * stands for any characters",
    },
  );
}
