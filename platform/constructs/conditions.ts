import { CfnCondition, Fn, type ICfnConditionExpression, type Stack } from "aws-cdk-lib";
import { parameter } from "./parameters";

const CONDITIONS = {
  /** There are alarms and a dashboard. */
  Monitored: (stack) => Fn.conditionEquals(parameter(stack, "Monitoring"), "true"),
  /** Alarms notify a topic. */
  AlarmsNotify: (stack) => Fn.conditionNot(Fn.conditionEquals(parameter(stack, "AlarmTopicArn"), "")),
  /** Functions that opted in run with the layer of Application Signals. */
  ApplicationSignals: (stack) =>
    Fn.conditionNot(Fn.conditionEquals(parameter(stack, "ApplicationSignalsLayerArn"), "")),
} satisfies Readonly<Record<string, (stack: Stack) => ICfnConditionExpression>>;

export type ConditionName = keyof typeof CONDITIONS;

/** The stack's condition of that name, which is declared at its first use, with the parameter that it asks. */
export function condition(stack: Stack, name: ConditionName): CfnCondition {
  const declared = stack.node.tryFindChild(name);
  return (
    (declared as CfnCondition | undefined) ??
    new CfnCondition(stack, name, { expression: CONDITIONS[name](stack) })
  );
}
