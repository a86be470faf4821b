import { z } from "zod";
import { type Operation, parse, tableOf } from "./operation";
import { changeSettings, checkTimeToLiveChange, clearSettings, readSettings } from "./table-settings";

const TimeToLiveInput = z.strictObject({
  TableName: z.string(),
  TimeToLiveSpecification: z.strictObject({
    Enabled: z.boolean(),
    AttributeName: z.string().min(1).max(255),
  }),
});

const BackupsInput = z.strictObject({
  TableName: z.string(),
  PointInTimeRecoverySpecification: z.strictObject({
    PointInTimeRecoveryEnabled: z.boolean(),
    RecoveryPeriodInDays: z.int().min(1).max(35).optional(),
  }),
});

const TableName = z.strictObject({ TableName: z.string() });

const updateTimeToLive: Operation = (engine, input, region) => {
  const { TableName, TimeToLiveSpecification } = parse(TimeToLiveInput, input);
  tableOf(engine, TableName, region);
  const { Enabled, AttributeName } = TimeToLiveSpecification;
  const settings = readSettings(engine.database, TableName);
  checkTimeToLiveChange(settings, Enabled, AttributeName);
  engine.database.transaction(() => {
    clearSettings(engine.database, TableName);
    changeSettings(engine.database, TableName, {
      ...settings,
      timeToLiveAttribute: Enabled ? AttributeName : undefined,
    });
  });
  return { TimeToLiveSpecification };
};

const describeTimeToLive: Operation = (engine, input, region) => {
  const name = parse(TableName, input).TableName;
  tableOf(engine, name, region);
  const { timeToLiveAttribute: AttributeName } = readSettings(engine.database, name);
  const enabled = { TimeToLiveStatus: "ENABLED", AttributeName };
  return { TimeToLiveDescription: AttributeName === undefined ? { TimeToLiveStatus: "DISABLED" } : enabled };
};

const updateContinuousBackups: Operation = (engine, input, region) => {
  const { TableName, PointInTimeRecoverySpecification } = parse(BackupsInput, input);
  tableOf(engine, TableName, region);
  changeSettings(engine.database, TableName, {
    pointInTimeRecovery: PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled,
  });
  return describeContinuousBackups(engine, { TableName }, region);
};

const describeContinuousBackups: Operation = (engine, input, region) => {
  const name = parse(TableName, input).TableName;
  tableOf(engine, name, region);
  const { pointInTimeRecovery = false } = readSettings(engine.database, name);
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: "ENABLED",
      PointInTimeRecoveryDescription: {
        PointInTimeRecoveryStatus: pointInTimeRecovery ? "ENABLED" : "DISABLED",
      },
    },
  };
};

/** Settings that the account keeps and returns without effect: items do not expire, and there are no backups. */
export const SETTING_OPERATIONS: Readonly<Record<string, Operation>> = {
  UpdateTimeToLive: updateTimeToLive,
  DescribeTimeToLive: describeTimeToLive,
  UpdateContinuousBackups: updateContinuousBackups,
  DescribeContinuousBackups: describeContinuousBackups,
};
