import { randomInt } from "node:crypto";
import { join } from "node:path";
import type { z } from "zod";
import { AwsError } from "../protocol/error";
import { property } from "../protocol/property";
import { Collection } from "../state/store";
import type { WriteAccessLog } from "./access-log";
import type { AnsweredRequest } from "./answered-request";
import { type Functions, functionArnOf } from "./functions";
import type { Backend } from "./gateway";
import { ApiListener } from "./listener";
import type { Api, ApiRecord, Integration, Route, Stage } from "./model";
import * as model from "./model";
import { Throttles } from "./throttles";

export interface HttpApisOptions {
  readonly stateFolder: string;
  readonly functions: Functions;
  /** Default: access logs are not kept. */
  readonly writeAccessLog?: WriteAccessLog;
  /** Called with each answered request. Default: nothing. */
  readonly observe?: (request: AnsweredRequest) => void;
  /** APIs listen on this port and those after it; 0 takes any free port. */
  readonly firstPort: number;
}

const CLOSE_GRACE_MS = 5000;

/**
 * API Gateway's HTTP APIs, each at an origin of its own. Methods take and return the shapes of API Gateway's v2 API, and
 * refuse what is not supported with BadRequestException.
 */
export class HttpApis {
  readonly #records: Collection<ApiRecord>;
  readonly #listeners = new Map<string, ApiListener>();
  readonly #options: HttpApisOptions;
  readonly #backend: Backend;

  private constructor(options: HttpApisOptions) {
    this.#options = options;
    const { functions, writeAccessLog = () => undefined, observe = () => undefined } = options;
    this.#backend = { functions, writeAccessLog, observe, throttles: new Throttles() };
    this.#records = new Collection(join(options.stateFolder, "httpapi"));
  }

  /** Opens the listeners of the APIs that the state holds: on the port that each had, or on another when that one is taken. */
  static async open(options: HttpApisOptions): Promise<HttpApis> {
    const apis = new HttpApis(options);
    try {
      for (const { api } of apis.#records.values()) await apis.#listen(api.ApiId);
    } catch (error) {
      await apis.close();
      throw error;
    }
    return apis;
  }

  async createApi(input: unknown): Promise<Api> {
    const given = parse(model.ApiInput, input);
    const ApiId = newId(10);
    const api: Api = { ...given, ApiId, ApiEndpoint: "", CreatedDate: new Date().toISOString() };
    this.#records.put(ApiId, { api, port: 0, integrations: {}, routes: {}, stages: {} });
    try {
      await this.#listen(ApiId);
    } catch (error) {
      this.#records.delete(ApiId);
      throw error;
    }
    return this.getApi(ApiId);
  }

  /** Replaces what can be set of an API; what `input` leaves out returns to its default. */
  updateApi(apiId: string, input: unknown): Api {
    const record = this.#record(apiId);
    const { ApiId, ApiEndpoint, CreatedDate } = record.api;
    const api: Api = { ...parse(model.ApiInput, input), ApiId, ApiEndpoint, CreatedDate };
    this.#records.put(apiId, { ...record, api });
    return api;
  }

  getApi(apiId: string): Api {
    return this.#record(apiId).api;
  }

  getApis(): Api[] {
    return this.#records.values().map(({ api }) => api);
  }

  async deleteApi(apiId: string): Promise<void> {
    this.#record(apiId);
    this.#records.delete(apiId);
    await this.#listeners.get(apiId)?.close(CLOSE_GRACE_MS);
    this.#listeners.delete(apiId);
  }

  createIntegration(apiId: string, input: unknown): Integration {
    return this.#putIntegration(apiId, newId(7), input);
  }

  updateIntegration(apiId: string, integrationId: string, input: unknown): Integration {
    this.getIntegration(apiId, integrationId);
    return this.#putIntegration(apiId, integrationId, input);
  }

  getIntegration(apiId: string, integrationId: string): Integration {
    return (
      property(this.#record(apiId).integrations, integrationId) ?? notFound("Integration", integrationId)
    );
  }

  deleteIntegration(apiId: string, integrationId: string): void {
    this.getIntegration(apiId, integrationId);
    const record = this.#record(apiId);
    const user = Object.values(record.routes).find(
      ({ Target }) => Target === `integrations/${integrationId}`,
    );
    if (user !== undefined) {
      throw conflict(`cannot delete integration "${integrationId}": route "${user.RouteKey}" uses it`);
    }
    this.#records.put(apiId, { ...record, integrations: without(record.integrations, integrationId) });
  }

  createRoute(apiId: string, input: unknown): Route {
    return this.#putRoute(apiId, newId(7), input);
  }

  updateRoute(apiId: string, routeId: string, input: unknown): Route {
    this.getRoute(apiId, routeId);
    return this.#putRoute(apiId, routeId, input);
  }

  getRoute(apiId: string, routeId: string): Route {
    return property(this.#record(apiId).routes, routeId) ?? notFound("Route", routeId);
  }

  getRoutes(apiId: string): Route[] {
    return Object.values(this.#record(apiId).routes);
  }

  deleteRoute(apiId: string, routeId: string): void {
    this.getRoute(apiId, routeId);
    const record = this.#record(apiId);
    this.#records.put(apiId, { ...record, routes: without(record.routes, routeId) });
  }

  createStage(apiId: string, input: unknown): Stage {
    const stage = parse(model.StageInput, input);
    const record = this.#record(apiId);
    if (property(record.stages, stage.StageName) !== undefined)
      throw conflict(`stage "${stage.StageName}" exists already`);
    return this.#putStage(record, { ...stage, CreatedDate: new Date().toISOString() });
  }

  updateStage(apiId: string, stageName: string, input: unknown): Stage {
    const { CreatedDate } = this.getStage(apiId, stageName);
    const stage = parse(model.StageInput, input);
    if (stage.StageName !== stageName)
      throw badRequest(`a stage cannot be renamed, here to "${stage.StageName}"`);
    return this.#putStage(this.#record(apiId), { ...stage, CreatedDate });
  }

  getStage(apiId: string, stageName: string): Stage {
    return property(this.#record(apiId).stages, stageName) ?? notFound("Stage", stageName);
  }

  deleteStage(apiId: string, stageName: string): void {
    this.getStage(apiId, stageName);
    const record = this.#record(apiId);
    this.#records.put(apiId, { ...record, stages: without(record.stages, stageName) });
  }

  /** Ends the listeners; requests under way are answered first, within some seconds. */
  async close(): Promise<void> {
    await Promise.all([...this.#listeners.values()].map((listener) => listener.close(CLOSE_GRACE_MS)));
    this.#listeners.clear();
  }

  async #listen(apiId: string): Promise<void> {
    const listener = await ApiListener.open(
      this.#candidatePorts(apiId),
      () => this.#records.get(apiId),
      this.#backend,
    );
    this.#listeners.set(apiId, listener);
    const record = this.#record(apiId);
    const { port } = listener;
    if (port === record.port) return;
    const api = { ...record.api, ApiEndpoint: `http://127.0.0.1:${port}` };
    this.#records.put(apiId, { ...record, api, port });
  }

  /** First the port that the API had, then those that no other API has. */
  *#candidatePorts(apiId: string): Iterable<number> {
    const { port } = this.#record(apiId);
    if (port !== 0) yield port;
    if (this.#options.firstPort === 0) yield 0;
    const taken = new Set(this.#records.values().map((record) => record.port));
    for (let next = this.#options.firstPort; next <= 65535 && next !== 0; next += 1) {
      if (!taken.has(next)) yield next;
    }
  }

  #putIntegration(apiId: string, integrationId: string, input: unknown): Integration {
    const integration = { ...parse(model.IntegrationInput, input), IntegrationId: integrationId };
    if (functionArnOf(integration.IntegrationUri) === undefined) {
      throw badRequest(`IntegrationUri: "${integration.IntegrationUri}" is not the ARN of a Lambda function`);
    }
    const record = this.#record(apiId);
    const integrations = { ...record.integrations, [integrationId]: integration };
    this.#records.put(apiId, { ...record, integrations });
    return integration;
  }

  #putRoute(apiId: string, routeId: string, input: unknown): Route {
    const route = { ...parse(model.RouteInput, input), RouteId: routeId };
    const record = this.#record(apiId);
    this.getIntegration(apiId, route.Target.slice("integrations/".length));
    const same = Object.values(record.routes).find(({ RouteKey }) => RouteKey === route.RouteKey);
    if (same !== undefined && same.RouteId !== routeId) {
      throw conflict(`route with key "${route.RouteKey}" already exists for this API`);
    }
    this.#records.put(apiId, { ...record, routes: { ...record.routes, [routeId]: route } });
    return route;
  }

  #putStage(record: ApiRecord, stage: Stage): Stage {
    this.#records.put(record.api.ApiId, {
      ...record,
      stages: { ...record.stages, [stage.StageName]: stage },
    });
    return stage;
  }

  #record(apiId: string): ApiRecord {
    return this.#records.get(apiId) ?? notFound("API", apiId);
  }
}

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) =>
    [path.join("."), message].filter(Boolean).join(": "),
  );
  throw badRequest(problems.join("; "));
}

/** As AWS's: lower-case letters and digits. */
function newId(length: number): string {
  const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

function notFound(kind: string, id: string): never {
  throw new AwsError("NotFoundException", 404, `invalid ${kind} identifier specified: ${id}`);
}

function conflict(message: string): AwsError {
  return new AwsError("ConflictException", 409, message);
}

function badRequest(message: string): AwsError {
  return new AwsError("BadRequestException", 400, message);
}
