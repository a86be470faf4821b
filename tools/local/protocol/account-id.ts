/** The number of the local account: none that AWS gives out. */
export const ACCOUNT_ID = "000000000000";
