import { currentBranch } from "../../workspace/git/branch";
import type { LaunchEnvironment } from "../launch-environment";

/** What an environment is for. */
export interface LineOfWork {
  readonly branch?: string;
  readonly pullRequest?: number;
}

/**
 * The branch and the pull request, as GitHub Actions and GitLab CI say them, which check out a commit and no branch; else the branch that
 * is checked out.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 * https://docs.gitlab.com/ci/variables/predefined_variables/
 */
export async function lineOfWork({
  variables,
  workspaceDirectory,
}: Pick<LaunchEnvironment, "variables" | "workspaceDirectory">): Promise<LineOfWork> {
  const { GITHUB_REF = "", GITHUB_REF_TYPE, GITHUB_REF_NAME } = variables;
  const branch =
    variables.GITHUB_HEAD_REF ||
    (GITHUB_REF_TYPE === "branch" && GITHUB_REF_NAME) ||
    variables.CI_MERGE_REQUEST_SOURCE_BRANCH_NAME ||
    variables.CI_COMMIT_BRANCH ||
    (await currentBranch(workspaceDirectory));
  const number = Number(/^refs\/pull\/(\d+)\//.exec(GITHUB_REF)?.[1] ?? variables.CI_MERGE_REQUEST_IID);
  return {
    ...(branch ? { branch } : {}),
    ...(Number.isSafeInteger(number) && number > 0 ? { pullRequest: number } : {}),
  };
}
