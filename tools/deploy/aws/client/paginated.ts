import { translate } from "./failure";

/**
 * The pages of an SDK paginator, with translated errors: the caller may stop early.
 * @param operation as counted, `Lambda.ListFunctions`
 */
export async function* paginated<Page>(pages: AsyncIterable<Page>, operation: string): AsyncGenerator<Page> {
  try {
    yield* pages;
  } catch (error) {
    throw translate(error, operation);
  }
}
