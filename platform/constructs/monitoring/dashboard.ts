import { Fn, Lazy, type Stack } from "aws-cdk-lib";
import { CfnDashboard } from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import { condition } from "../conditions";
import type { Metric } from "./metric";

/** A chart of one or more metrics. */
export interface Chart {
  readonly title: string;
  /** Metrics by their labels. */
  readonly metrics: Readonly<Record<string, Metric>>;
}

const COLUMNS = 24;
const HEIGHT = 6;
const HEADING_HEIGHT = 2;

/**
 * The dashboard `<environment>-<service>`: a row of charts for each part of the service, in the order in which the stack makes them.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export class ServiceDashboard extends Construct {
  readonly #rows: (readonly Chart[])[] = [];

  /** @param name of the dashboard */
  constructor(stack: Stack, id: string, service: string, name: string) {
    super(stack, id);
    const dashboard = new CfnDashboard(this, "Resource", {
      dashboardName: name,
      // Written when all rows are known.
      dashboardBody: Lazy.string({
        produce: () => Fn.sub(body(service, this.#rows), this.#variables()),
      }),
    });
    dashboard.cfnOptions.condition = condition(stack, "Monitored");
  }

  addRow(...charts: readonly Chart[]): void {
    this.#rows.push(charts);
  }

  #variables(): Record<string, string> | undefined {
    const metrics = this.#rows.flat().flatMap((chart) => Object.values(chart.metrics));
    const variables = Object.assign({}, ...metrics.map((metric) => metric.variables ?? {}));
    return Object.keys(variables).length > 0 ? variables : undefined;
  }
}

function body(service: string, rows: readonly (readonly Chart[])[]): string {
  const heading = {
    type: "text",
    ...{ x: 0, y: 0, width: COLUMNS, height: HEADING_HEIGHT },
    properties: {
      markdown: ["logs", "traces", "metrics"]
        .map((verb) => `\`./bazelw run //services/${service}:${verb} -- --env \${Environment}\``)
        .join(" · "),
    },
  };
  const charts = rows.flatMap((row, index) =>
    row.map((chart, column) => ({
      type: "metric",
      x: (column * COLUMNS) / row.length,
      y: HEADING_HEIGHT + index * HEIGHT,
      width: COLUMNS / row.length,
      height: HEIGHT,
      properties: {
        title: chart.title,
        region: `\${AWS::Region}`,
        period: 60,
        metrics: Object.entries(chart.metrics).map(([label, { namespace, name, dimensions, statistic }]) => [
          namespace,
          name,
          ...Object.entries(dimensions).flat(),
          { label, stat: statistic },
        ]),
      },
    })),
  );
  return JSON.stringify({ widgets: [heading, ...charts] });
}
