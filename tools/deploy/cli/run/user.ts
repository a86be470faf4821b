import { userInfo } from "node:os";

/** Who runs the command: in GitHub Actions and GitLab CI the person behind the job, else the user of this machine. */
export function userName(variables: NodeJS.ProcessEnv): string {
  const actor = variables.GITHUB_ACTOR || variables.GITLAB_USER_LOGIN;
  if (actor) return actor;
  try {
    return userInfo().username;
  } catch {
    // A container may run as a user id that has no name.
    return "unknown";
  }
}
