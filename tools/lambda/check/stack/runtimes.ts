import { lifeOf } from "../../template/runtimes";
import { resourcesOf, type Template } from "../../template/template";
import type { Report } from "../report/report";

/**
 * How long Lambda updates the runtimes of the functions. One that it has deprecated already fails synthesis. There is no clock:
 * a runtime that is not the newest is reported with its date, however far off that is.
 */
export function runtimesOf(template: Template): Report {
  const functions = resourcesOf(template, "AWS::Lambda::Function").map(([id, { Properties = {} }]) => {
    const runtime = String(Properties.Runtime);
    return { id, runtime, ...lifeOf(runtime) };
  });
  return {
    sections: [
      {
        title: "runtimes",
        rows: functions.map(({ id, runtime, until }) => [
          id,
          runtime,
          until === undefined ? "unknown" : `updated by Lambda until ${until}`,
        ]),
      },
    ],
    notices: functions.flatMap(({ id, runtime, until, successor }) =>
      successor === undefined
        ? []
        : `${id} runs on ${runtime}, which Lambda deprecates on ${until}; use ${successor} before then`,
    ),
    faults: [],
  };
}
