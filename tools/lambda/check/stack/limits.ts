import type { Usage } from "../../template/limits";
import type { Template } from "../../template/template";
import type { Report } from "../report/report";

/** How much room is left under CloudFormation's limits; it is a fault to use more than the given share of one. */
export function limitsOf(usages: readonly Usage[], maxPercent: number): Report {
  const percent = ({ used, limit }: Usage): number => (used / limit) * 100;
  return {
    sections: [
      {
        title: "limits of CloudFormation",
        rows: usages.map((usage) => [
          usage.what,
          usage.used,
          "of",
          usage.limit,
          `${Math.round(percent(usage))} %`,
          `${(usage.limit - usage.used).toLocaleString("en-US")} left`,
        ]),
      },
    ],
    notices: [],
    faults: usages
      .filter((usage) => percent(usage) > maxPercent)
      .map(({ what, used, limit, advice }) => ({
        where: "the template",
        what: `${used} ${what} are more than ${maxPercent} % of CloudFormation's limit of ${limit}`,
        next: `${advice}; or raise max_usage_percent`,
      })),
  };
}

/** How many resources of each type there are, most first. */
export function typesOf({ Resources = {} }: Template): Report {
  const counts = new Map<string, number>();
  for (const { Type } of Object.values(Resources)) counts.set(Type, (counts.get(Type) ?? 0) + 1);
  const rows = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return { sections: [{ title: "resources by type", rows }], notices: [], faults: [] };
}
