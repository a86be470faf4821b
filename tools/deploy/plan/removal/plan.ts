import { type Asked, type Obstacle, obstacleTo } from "./obstacle";
import { basesOf, type Place, type Subject } from "./subject";

/** An environment that is not removed, and why. */
export interface KeptEnvironment {
  readonly name: string;
  readonly obstacle: Obstacle;
}

/** An environment to be removed, once those that rest on it are. */
export interface Removal {
  readonly subject: Subject;
  /** Names of overlays that are removed before it. */
  readonly after: readonly string[];
}

export interface RemovalPlan {
  /** Overlays before their bases. */
  readonly removals: readonly Removal[];
  readonly kept: readonly KeptEnvironment[];
}

/**
 * Which environments of an account and region to remove, and why not the others. A base stays as long as one of its overlays
 * does. Environments that rest on each other in a circle are removed together or not at all.
 * @param subjects all environments there: an overlay that is not among them does not keep its base
 * @param names only these; undefined for all
 */
export function planRemoval(
  subjects: readonly Subject[],
  place: Place,
  asked: Asked,
  now: Date,
  names?: readonly string[],
): RemovalPlan {
  const chosen = subjects.filter(({ name }) => names?.includes(name) ?? true);
  const kept = new Map<string, Obstacle>();
  for (const subject of chosen) {
    const obstacle = obstacleTo(subject, place, asked, now);
    if (obstacle) kept.set(subject.name, obstacle);
  }
  const overlays = overlaysIn(subjects);
  const leaving = (): Subject[] => chosen.filter(({ name }) => !kept.has(name));
  for (;;) {
    const going = new Set(leaving().map(({ name }) => name));
    const held = leaving().flatMap(({ name }) => {
      const staying = (overlays.get(name) ?? []).filter((one) => !going.has(one));
      return staying.length > 0 ? [[name, { reason: "base", overlays: staying } as const] as const] : [];
    });
    if (held.length === 0) break;
    for (const [name, obstacle] of held) kept.set(name, obstacle);
  }
  return {
    removals: overlaysFirst(leaving(), overlays),
    kept: [...kept].map(([name, obstacle]) => ({ name, obstacle })),
  };
}

/** By the name of a base, the environments that rest on it. */
function overlaysIn(subjects: readonly Subject[]): ReadonlyMap<string, readonly string[]> {
  const overlays = new Map<string, string[]>();
  for (const subject of subjects)
    for (const base of basesOf(subject)) overlays.set(base, [...(overlays.get(base) ?? []), subject.name]);
  return overlays;
}

function overlaysFirst(
  subjects: readonly Subject[],
  overlays: ReadonlyMap<string, readonly string[]>,
): Removal[] {
  const byName = new Map(subjects.map((subject) => [subject.name, subject]));
  const seen = new Set<string>();
  const ordered = new Map<string, Removal>();
  const visit = (subject: Subject): void => {
    if (seen.has(subject.name)) return;
    seen.add(subject.name);
    const above = overlays.get(subject.name) ?? [];
    for (const name of above) {
      const overlay = byName.get(name);
      if (overlay) visit(overlay);
    }
    // Of a circle, those that come later do not wait.
    ordered.set(subject.name, { subject, after: above.filter((name) => ordered.has(name)) });
  };
  for (const subject of subjects) visit(subject);
  return [...ordered.values()];
}
