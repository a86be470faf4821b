import { translate } from "./failure";

/**
 * The pages of one of the SDK's paginators: the caller stops when it has seen enough.
 * @param operation as counted, `Lambda.ListFunctions`
 */
export async function* paginated<Page>(pages: AsyncIterable<Page>, operation: string): AsyncGenerator<Page> {
  try {
    yield* pages;
  } catch (error) {
    throw translate(error, operation);
  }
}
