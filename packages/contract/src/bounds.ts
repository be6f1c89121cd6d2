/** Most items of one batch of transactions. */
export const MAX_BATCH_ITEMS = 1_000;

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 1_000;
/** The last page that may be asked for: page × limit stays a safe integer. */
export const MAX_PAGE = Math.floor(Number.MAX_SAFE_INTEGER / MAX_LIMIT);

/** Days of a spend series, when `days` is not given and at most. */
export const DEFAULT_SPEND_DAYS = 7;
export const MAX_SPEND_DAYS = 90;

export const MAX_NAME = 200;
export const MAX_REFERENCE = 255;
export const MAX_REMARKS = 1_000;
export const MAX_URL = 2_048;
export const MAX_SECRET = 1_024;
export const MAX_ID = 64;
/** Longest path, tag or word that is only ever compared with known ones. */
export const MAX_WORD = 100;

export const MAX_METADATA_KEYS = 50;
/** Of the metadata's JSON text, in UTF-8. */
export const MAX_METADATA_BYTES = 16 * 1_024;

export const MAX_CARD_ID = 100;

export const MAX_IDEMPOTENCY_KEY = 255;

/** Rates put by one request. */
export const MAX_FX_RATES = 1_000;
/** Face values a product may list one by one. */
export const MAX_DENOMINATIONS = 500;
/** Most pieces a product may let one order have. */
export const MAX_QUANTITY = 1_000_000;
/** Most pieces of one order when the product does not say. */
export const DEFAULT_MAX_QUANTITY = 100;

/** Longest a hold may be open, in seconds: what card schemes allow an authorization. */
export const MAX_HOLD_SECONDS = 2_678_400;

/** Most decimal places a wallet may count in. */
export const MAX_ASSET_SCALE = 9;
