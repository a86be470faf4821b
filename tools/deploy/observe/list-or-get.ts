/** Looks at each function: GetFunction of `live` and of `$LATEST`. */
const LOOKS = 2;

/** ListFunctions gives at most this many a page, whatever it is asked for. */
const FUNCTIONS_A_PAGE = 50;

/** As many functions are always looked at: it is quick, and only a look sees an alias that someone moved by hand. */
const FEW_FUNCTIONS = 10;

/** As many stacks are always asked for by name, all at once. */
const FEW_STACKS = 8;

/** Whether a list and the environment's record can save calls at all. */
export function isMany({
  functions,
  stacks,
}: {
  readonly functions: number;
  readonly stacks: number;
}): boolean {
  return functions > FEW_FUNCTIONS || stacks > FEW_STACKS;
}

/** Whether listing functions may be cheaper than looking at each, so that it is worth a call to know how many there are. */
export function mayList(wanted: number): boolean {
  return wanted > FEW_FUNCTIONS;
}

/**
 * How many pages of ListFunctions are worth their calls; 0 for none, and each function is looked at. Reading all pages takes
 * `total / 50` calls, looking takes two for each wanted function: the list is read if it takes fewer, and given up if it turns
 * out longer than that.
 * @param wanted functions that a list could spare a look
 * @param total functions in the account and region; undefined if unknown: half of what the looks cost is spent on trying then
 */
export function pagesOfFunctions(wanted: number, total: number | undefined): number {
  if (!mayList(wanted)) return 0;
  const looks = wanted * LOOKS;
  if (total === undefined) return Math.floor(looks / 2);
  return Math.ceil(total / FUNCTIONS_A_PAGE) < looks ? looks : 0;
}

/**
 * How many pages of DescribeStacks are worth their calls; 0 for none, and each stack is asked for by name. How many stacks there
 * are cannot be asked, so half of what the names cost is spent on trying. With CloudFormation's 2,000 stacks of a region and about
 * 100 on a page that is enough from 40 wanted stacks on.
 */
export function pagesOfStacks(wanted: number): number {
  return wanted > FEW_STACKS ? Math.floor(wanted / 2) : 0;
}
