import { join } from "node:path";
import { Deliveries } from "../delivery/deliveries";
import type { Targets } from "../delivery/targets";
import { Collection } from "../state/store";
import { describe, summarize } from "./describe";
import { groupNotFound, noScheduleToFire, scheduleExists, scheduleNotFound } from "./errors";
import { firingOf, type Place } from "./firing";
import { readSchedule, timesOf } from "./read-schedule";
import { readRequest, type SchedulerInput } from "./requests";
import type { Schedule } from "./schedule";
import { Timetable } from "./timetable";

export interface SchedulerApiOptions {
  /** The account's state folder; schedules and what is on its way to their targets are kept in `scheduler` in it. */
  readonly stateFolder: string;
  readonly targets: Targets;
  /** Default `us-east-1`. */
  readonly region?: string;
  /** Default `000000000000`. */
  readonly accountId?: string;
}

/**
 * EventBridge Scheduler: schedules of the default group. Inputs and outputs are those of the wire, dates in seconds since the epoch;
 * errors are `AwsError`s. What was due while the account was down is skipped; what had fired is delivered.
 */
export class SchedulerApi {
  readonly #place: Place;
  readonly #schedules: Collection<Schedule>;
  readonly #deliveries: Deliveries;
  readonly #timetable: Timetable;

  constructor({ stateFolder, targets, ...place }: SchedulerApiOptions) {
    const folder = join(stateFolder, "scheduler");
    this.#place = { region: place.region ?? "us-east-1", accountId: place.accountId ?? "000000000000" };
    this.#schedules = new Collection(join(folder, "schedules"));
    this.#deliveries = new Deliveries({ file: join(folder, "deliveries.db"), targets });
    this.#timetable = new Timetable((name, due) => this.#fire(name, due));
    for (const schedule of this.#schedules.values()) this.#enter(schedule);
  }

  /** @param owner stack id and logical id of the resource that the schedule is created for */
  async createSchedule(
    input: SchedulerInput<"CreateSchedule">,
    owner?: string,
  ): Promise<{ ScheduleArn: string }> {
    const request = readRequest("CreateSchedule", input);
    checkGroup(request.GroupName);
    if (this.#schedules.get(request.Name) !== undefined) throw scheduleExists(request.Name);
    const now = Date.now();
    return this.#put({ ...readSchedule(request, now, now), owner });
  }

  /** Replaces all settings: what the request leaves out returns to its default. */
  async updateSchedule(input: SchedulerInput<"UpdateSchedule">): Promise<{ ScheduleArn: string }> {
    const request = readRequest("UpdateSchedule", input);
    checkGroup(request.GroupName);
    const { createdAt, owner } = this.#get(request.Name);
    return this.#put({ ...readSchedule(request, createdAt, Date.now()), owner });
  }

  async getSchedule(input: SchedulerInput<"GetSchedule">): Promise<object> {
    const { Name, GroupName } = readRequest("GetSchedule", input);
    checkGroup(GroupName);
    return describe(this.#get(Name), this.#arn(Name));
  }

  async deleteSchedule(input: SchedulerInput<"DeleteSchedule">): Promise<object> {
    const { Name, GroupName } = readRequest("DeleteSchedule", input);
    checkGroup(GroupName);
    this.#get(Name);
    this.#schedules.delete(Name);
    this.#timetable.remove(Name);
    return {};
  }

  async listSchedules(input: SchedulerInput<"ListSchedules"> = {}): Promise<object> {
    const request = readRequest("ListSchedules", input);
    checkGroup(request.GroupName);
    const { NamePrefix = "" } = request;
    const matching = this.#schedules.values().filter(({ name }) => name.startsWith(NamePrefix));
    return { Schedules: matching.map((schedule) => summarize(schedule, this.#arn(schedule.name))) };
  }

  /** The owner of a schedule; `undefined` also without the schedule. */
  ownerOf(name: string): string | undefined {
    return this.#schedules.get(name)?.owner;
  }

  /** Fires a schedule now, whatever its state. Throws `ResourceNotFoundException`, which names the schedules that there are. */
  fire(name: string): { ScheduleArn: string } {
    if (this.#schedules.get(name) === undefined) {
      const known = this.#schedules.values().map((schedule) => schedule.name);
      throw noScheduleToFire(name, known);
    }
    this.#fire(name, Date.now());
    return { ScheduleArn: this.#arn(name) };
  }

  /** Resolves when no delivery is under way; those that are left go on when the account starts again. */
  async close(): Promise<void> {
    this.#timetable.close();
    await this.#deliveries.close();
  }

  #put(schedule: Schedule): { ScheduleArn: string } {
    this.#schedules.put(schedule.name, schedule);
    this.#enter(schedule);
    return { ScheduleArn: this.#arn(schedule.name) };
  }

  #get(name: string): Schedule {
    const schedule = this.#schedules.get(name);
    if (schedule === undefined) throw scheduleNotFound(name);
    return schedule;
  }

  #enter(schedule: Schedule): void {
    if (schedule.state === "ENABLED") this.#timetable.set(schedule.name, timesOf(schedule));
    else this.#timetable.remove(schedule.name);
  }

  #fire(name: string, due: number): void {
    this.#deliveries.push([firingOf(this.#get(name), this.#arn(name), this.#place, due)]);
  }

  #arn(name: string): string {
    return `arn:aws:scheduler:${this.#place.region}:${this.#place.accountId}:schedule/default/${name}`;
  }
}

function checkGroup(name: string | undefined): void {
  if (name !== undefined && name !== "default") throw groupNotFound(name);
}
