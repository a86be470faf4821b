/** A service, as far as it decides whether an overlay has it. */
export interface Candidate {
  readonly service: string;
  /** Whether what is live in the base differs from what was built. */
  readonly differs: boolean;
  /** The services whose events it hears. */
  readonly hears: readonly string[];
}

/** Why an overlay has a service of its own. */
export type OwnReason =
  | { readonly kind: "differs" }
  | { readonly kind: "asked" }
  /** It hears events of these services, which are the overlay's own. */
  | { readonly kind: "hears"; readonly of: readonly string[] };

/**
 * Chooses the services that an overlay has of its own: those that differ from what is live in the base, those asked for, and the
 * direct consumers of their events, which would otherwise be heard by no service.
 * @param asked services wanted in any case
 * @param beside services outside this run that the overlay has
 */
export function ownServices(
  candidates: readonly Candidate[],
  asked: ReadonlySet<string>,
  beside: ReadonlySet<string>,
): ReadonlyMap<string, OwnReason> {
  const own = new Map<string, OwnReason>();
  for (const { service, differs } of candidates) {
    if (differs) own.set(service, { kind: "differs" });
    else if (asked.has(service)) own.set(service, { kind: "asked" });
  }
  const publishers = new Set([...own.keys(), ...beside]);
  for (const { service, hears } of candidates) {
    const of = hears.filter((other) => other !== service && publishers.has(other));
    if (!own.has(service) && of.length > 0) own.set(service, { kind: "hears", of });
  }
  return own;
}
