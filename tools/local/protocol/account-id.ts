/** The number of the local account, which AWS assigns to no one. */
export const ACCOUNT_ID = "000000000000";
