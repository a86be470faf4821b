/**
 * The command that lists the versions of a function, ready to paste.
 * @param target label of the function's bundle, such as `//services/orders:bundle`
 */
export function historyCommand(target: string, environment: string): string {
  const [folder] = target.split(":");
  return `./bazelw run ${folder}:history -- --env ${environment}`;
}
