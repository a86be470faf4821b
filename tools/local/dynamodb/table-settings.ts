import { AwsError } from "../protocol/error";
import type { Database } from "../state/database";

/** What the local account keeps of a table besides dynalite's record. */
export interface TableSettings {
  readonly timeToLiveAttribute?: string | undefined;
  readonly pointInTimeRecovery?: boolean | undefined;
  readonly deletionProtection?: boolean | undefined;
}

const SPACE = "settings";

export function readSettings(database: Database, table: string): TableSettings {
  return (database.get(SPACE, table) ?? {}) as TableSettings;
}

/** Changes what `changes` names with a value; the rest stays. */
export function changeSettings(database: Database, table: string, changes: TableSettings): void {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  database.put(SPACE, table, { ...readSettings(database, table), ...given });
}

export function clearSettings(database: Database, table: string): void {
  database.delete(SPACE, table);
}

/** What DescribeTable says of the settings. */
export function settingsDescription(settings: TableSettings): object {
  return { DeletionProtectionEnabled: settings.deletionProtection ?? false };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html */
export function checkTimeToLiveChange(settings: TableSettings, enabled: boolean, attribute: string): void {
  const current = settings.timeToLiveAttribute;
  if (!enabled && current === undefined) throw invalid("TimeToLive is already disabled");
  if (current !== undefined && current !== attribute)
    throw invalid(`TimeToLive is active on a different AttributeName: current AttributeName is ${current}`);
  if (enabled && current !== undefined) throw invalid("TimeToLive is already enabled");
}

export function invalid(message: string): AwsError {
  return new AwsError("ValidationException", 400, message);
}
