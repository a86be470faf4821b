/** Where the triggers of sample events are. */
export const ACCOUNT = "000000000000";
export const REGION = "eu-west-1";

/** Id of a sample event that AWS made. */
export const UUID = "00000000-0000-4000-8000-000000000000";

/** When sample events happened, unless they say otherwise. */
export const TIME = "2026-01-01T00:00:00.000Z";
