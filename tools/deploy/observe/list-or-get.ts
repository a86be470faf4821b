/** Calls to read one function: GetFunction of `live` and of `$LATEST`. */
const READS = 2;

/** ListFunctions returns at most this many per page, whatever is requested. */
const FUNCTIONS_A_PAGE = 50;

/** Up to this many functions are always read one by one: it is quick, and a list does not show aliases moved outside Ferry. */
const FEW_FUNCTIONS = 10;

/** Up to this many stacks are always read by name, concurrently. */
const FEW_STACKS = 8;

/** Whether lists and the environment's record can save calls at all. */
export function isMany({
  functions,
  stacks,
}: {
  readonly functions: number;
  readonly stacks: number;
}): boolean {
  return functions > FEW_FUNCTIONS || stacks > FEW_STACKS;
}

/** Whether listing functions may be cheaper than reading each, so that it is worth a call to count them. */
export function mayList(count: number): boolean {
  return count > FEW_FUNCTIONS;
}

/**
 * How many pages of ListFunctions to read at most; 0 to read each function instead. All pages take `total / 50` calls, functions
 * two each: the list is read if it takes fewer calls, and abandoned if it turns out longer.
 * @param candidates functions that a list could save from being read
 * @param total functions in the account and region; if unknown, half the calls that reading each would take are spent on trying
 */
export function pagesOfFunctions(candidates: number, total: number | undefined): number {
  if (!mayList(candidates)) return 0;
  const reads = candidates * READS;
  if (total === undefined) return Math.floor(reads / 2);
  return Math.ceil(total / FUNCTIONS_A_PAGE) < reads ? reads : 0;
}

/**
 * How many pages of DescribeStacks to read at most; 0 to read each stack by name instead. Stacks cannot be counted, so half the
 * calls that reading by name would take are spent on trying. At CloudFormation's limit of 2,000 stacks per region and about 100
 * per page, that suffices from 40 stacks on.
 */
export function pagesOfStacks(count: number): number {
  return count > FEW_STACKS ? Math.floor(count / 2) : 0;
}
