import { list } from "../../../template/list";
import type { Fault, Report } from "../../report/report";
import { wildcardIsBelowName } from "./arn";
import type { Policy, Statement } from "./policies";

/**
 * Actions that take no resource but `*`, by the service authorization reference, and that services need all the time.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const WITHOUT_RESOURCES: Readonly<Record<string, string>> = {
  "cloudwatch:PutMetricData": "CloudWatch knows no resources of metrics",
  "xray:GetSamplingRules": "X-Ray knows no resources of sampling",
  "xray:GetSamplingTargets": "X-Ray knows no resources of sampling",
  "xray:PutTelemetryRecords": "X-Ray knows no resources of traces",
  "xray:PutTraceSegments": "X-Ray knows no resources of traces",
};

/**
 * Judges what policies allow. A fault is a wildcard in an action, a resource that is more than one and what lies below it, "all
 * but these", a managed policy, which says nothing here, and a resource that everyone may use.
 *
 * @param allowed actions, resources, managed policies or principals that are allowed nevertheless, by the text of the fault, each
 *   with the reason
 */
export function judgePolicies(
  policies: readonly Policy[],
  allowed: Readonly<Record<string, string>>,
): Report {
  const used = new Map<string, string>();
  const permits = (name: string): boolean => {
    const reason = allowed[name] ?? WITHOUT_RESOURCES[name];
    if (reason !== undefined) used.set(name, reason);
    return reason !== undefined;
  };
  const faults = policies.flatMap((policy) => [
    ...policy.managed.flatMap((arn) => judgeManaged(policy.id, arn, permits)),
    ...policy.statements
      .filter(({ Effect }) => Effect === "Allow")
      .flatMap((statement) => judge(policy, statement, permits)),
  ]);
  const allowances = [...used].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    sections: [
      {
        title: "IAM policies",
        rows: [
          ["statements", `${policies.reduce((sum, { statements }) => sum + statements.length, 0)}`],
          ...allowances.map(([name, reason]) => ["allowed by name", name, reason]),
        ],
      },
    ],
    notices: [],
    faults: [...faults, ...unused(allowed, used)],
  };
}

type Permits = (name: string) => boolean;

function judge({ id, kind }: Policy, statement: Statement, permits: Permits): Fault[] {
  const actions = list(statement.Action).map(String);
  return [
    ...actions.filter((action) => /[*?]/.test(action) && !permits(action)).map((action) => wide(id, action)),
    ...(statement.NotAction === undefined ? [] : [allBut(id, "NotAction")]),
    ...(statement.NotResource === undefined ? [] : [allBut(id, "NotResource")]),
    ...(kind === "identity"
      ? judgeResources(id, statement, actions, permits)
      : judgePrincipal(id, statement, permits)),
  ];
}

function judgeResources(
  id: string,
  { Resource }: Statement,
  actions: readonly string[],
  permits: Permits,
): Fault[] {
  return list(Resource)
    .filter((resource) => !wildcardIsBelowName(resource))
    .flatMap((resource) => {
      const text = typeof resource === "string" ? resource : JSON.stringify(resource);
      const refused = text !== "*" && permits(text) ? [] : actions.filter((action) => !permits(action));
      if (refused.length === 0) return [];
      return [
        {
          where: id,
          what: `it allows ${refused.join(", ")} on ${text}`,
          next: `name the resource, and a wildcard only below it (<arn>/index/*); or say why in iam_wildcards = {"${refused[0]}": "…"}`,
        },
      ];
    });
}

function judgePrincipal(id: string, { Principal, Condition }: Statement, permits: Permits): Fault[] {
  const everyone = Principal === "*" || (Principal as { AWS?: unknown } | undefined)?.AWS === "*";
  if (!everyone || Condition !== undefined || permits(id)) return [];
  return [
    {
      where: id,
      what: "it allows something to everyone (Principal *), without a condition",
      next: `name the principal or add a condition; or say why in iam_wildcards = {"${id}": "…"}`,
    },
  ];
}

function judgeManaged(id: string, arn: unknown, permits: Permits): Fault[] {
  const text = typeof arn === "string" ? arn : JSON.stringify(arn);
  const name = /policy\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]+)/.exec(text)?.[1] ?? text;
  if (permits(name)) return [];
  return [
    {
      where: id,
      what: `it has the managed policy ${name}, which may allow anything`,
      next: `grant what is needed; or say why in iam_wildcards = {"${name}": "…"}`,
    },
  ];
}

function wide(id: string, action: string): Fault {
  return {
    where: id,
    what: `it allows the actions ${action}`,
    next: `name each action; or say why in iam_wildcards = {"${action}": "…"}`,
  };
}

function allBut(id: string, element: string): Fault {
  return {
    where: id,
    what: `it allows everything except what it names (${element})`,
    next: `name what is allowed instead of ${element}`,
  };
}

/** An exception for something that no longer exists would stay unnoticed. */
function unused(allowed: Readonly<Record<string, string>>, used: ReadonlyMap<string, string>): Fault[] {
  return Object.keys(allowed)
    .filter((name) => !used.has(name))
    .map((name) => ({
      where: "iam_wildcards",
      what: `it allows ${name}, which no policy has`,
      next: "remove it",
    }));
}
