/** @limit Requests: items in one `POST /transactions`. */
export const MAX_BATCH_ITEMS = 1_000;

/** @limit Requests: items on a page of a list when the request has no `limit`. */
export const DEFAULT_LIMIT = 50;
/** @limit Requests: largest `limit` of a list. */
export const MAX_LIMIT = 1_000;
/** The last page of a list: page × limit stays a safe integer. */
export const MAX_PAGE = Math.floor(Number.MAX_SAFE_INTEGER / MAX_LIMIT);

/** @limit Requests: days of a spend series when the request has no `days`. */
export const DEFAULT_SPEND_DAYS = 7;
/** @limit Requests: largest `days` of a spend series. */
export const MAX_SPEND_DAYS = 90;

/** @limit Requests: points of a balance series when the request has no `points`. */
export const DEFAULT_POINTS = 48;
/** @limit Requests: points of a balance series. */
export const MAX_POINTS = 1_000;
/** @limit Requests: results of a search, of each kind of thing. */
export const MAX_FOUND = 5;
/** @limit Requests: lines of a provider's statement that are compared at once. */
export const MAX_STATEMENT_LINES = 5_000;
/** @limit Requests: a wallet's transactions that a statement is compared with. */
export const MAX_COMPARED_TRANSACTIONS = 20_000;
/** @limit Requests: hours between the two times of one movement in a comparison: a month. */
export const MAX_COMPARISON_HOURS = 744;
/** @limit Requests: wallets that a list with `sort` puts into order; a filter that matches more is refused. */
export const MAX_SORTED_WALLETS = 10_000;
/** @limit Requests: deliveries of each endpoint, newest first, that a list with `include=recent` counts. */
export const MAX_RECENT_LISTED = 100;
/** @limit Requests: an endpoint's deliveries, newest first, that `include=recent` counts for one endpoint. */
export const MAX_RECENT = 1_000;
/** @limit Requests: characters of a text that a list is searched for. */
export const MAX_SEARCH = 100;
/** @limit Requests: characters of a time in a query. */
export const MAX_TIME = 64;

/** @limit Requests: characters of a name. */
export const MAX_NAME = 200;
/** @limit Requests: characters of a `reference_number`. */
export const MAX_REFERENCE = 255;
/** @limit Requests: characters of `remarks`. */
export const MAX_REMARKS = 1_000;
/** @limit Requests: characters of a URL. */
export const MAX_URL = 2_048;
/** @limit Requests: characters of a provider's secret or credential. */
export const MAX_SECRET = 1_024;
/** @limit Requests: seconds for which a replaced webhook secret may still be good. */
export const MAX_SECRET_GRACE_SECONDS = 604_800;
/** @limit Requests: characters of an id. */
export const MAX_ID = 64;
/** @limit Requests: characters of a path, tag or word that is only compared with known ones. */
export const MAX_WORD = 100;

/** @limit Requests: keys of a wallet's metadata. */
export const MAX_METADATA_KEYS = 50;
/** @limit Requests: size of a wallet's metadata as JSON in UTF-8. */
export const MAX_METADATA_BYTES = 16 * 1_024;

/** @limit Requests: characters of a card's id. */
export const MAX_CARD_ID = 100;

/** @limit Requests: characters of an idempotency key. */
export const MAX_IDEMPOTENCY_KEY = 255;

/** @limit Requests: rates in one `PUT /fx-rates`. */
export const MAX_FX_RATES = 1_000;
/** @limit Requests: face values that a product may list. */
export const MAX_DENOMINATIONS = 500;
/** @limit Requests: largest `max_quantity` of a product. */
export const MAX_QUANTITY = 1_000_000;
/** @limit Requests: pieces of one order when the product sets no `max_quantity`. */
export const DEFAULT_MAX_QUANTITY = 100;

/**
 * Card schemes allow an authorization to last as long.
 * @limit Requests: longest lifetime of a hold.
 */
export const MAX_HOLD_SECONDS = 2_678_400;

/** @limit Requests: decimal places of a wallet. */
export const MAX_ASSET_SCALE = 9;
