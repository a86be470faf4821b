import { PackProblem } from "./problem";

/** A Lambda handler setting, taken apart: `index.handler` is the export `handler` of the archive's file `index.js`. */
export interface Handler {
  /** Path of the module inside the archive, with its extension. */
  readonly file: string;
  /** Name of the export that Lambda calls. */
  readonly exportName: string;
}

const HANDLER = /^((?:[\w-]+\/)*[\w-]+)\.([A-Za-z_$][\w$]*)$/;

/**
 * Takes a handler setting apart as the Node.js runtime does
 * (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html).
 *
 * @throws PackProblem if it is not `module.export`. The runtime also takes nested exports such as `index.api.handler`;
 *   those cannot be checked before the code runs, so they are refused here.
 */
export function parseHandler(setting: string, label: string): Handler {
  const match = HANDLER.exec(setting);
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new PackProblem(
      `${label}: handler "${setting}" is not of the form "<module>.<export>"; set it to e.g. "index.handler"`,
    );
  }
  return { file: `${match[1]}.js`, exportName: match[2] };
}
