import { check } from "./check";
import { DEPLOYER } from "./houses/deployer";
import { LOCAL_ACCOUNT } from "./houses/local-account";
import { REPOSITORY } from "./houses/repository";
import { checkPicture } from "./picture";
import { printed } from "./problem";
import { readTree } from "./tree";

const HOUSES = [REPOSITORY, DEPLOYER, LOCAL_ACCOUNT];

/**
 * Checks which folder of the workspace imports which, and how large they are.
 *
 * @param write draws the pictures of the floors anew
 * @returns whether it found something
 */
export function runFloors(workspace: string, write: boolean): boolean {
  const problems = [
    ...check(HOUSES, readTree(workspace)),
    ...HOUSES.flatMap((house) => checkPicture(house, workspace, write)),
  ];
  for (const problem of problems) console.error(printed(problem));
  return problems.length > 0;
}
