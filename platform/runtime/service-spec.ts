import type * as z from "zod/v4/core";
import type { ServiceContext } from "./service-context";
import type { Handlers } from "./triggers";

/** A bounded context: what it needs, and what handles each of its triggers. */
export interface ServiceSpec<Variables> extends Handlers<Variables> {
  /** The service's name, as in its BUILD file. */
  readonly name: string;
  /** The environment variables that it needs; they are checked when the first event arrives. */
  readonly variables?: z.$ZodType<Variables>;
}

/** A service as its handler runs it. */
export interface Service<Variables> {
  readonly name: string;
  readonly handlers: Handlers<Variables>;
  /**
   * What handlers get; made at the first call.
   *
   * @throws VariablesError
   */
  context(): ServiceContext<Variables>;
}
