import { table } from "./table.ts";

interface Limit {
  readonly file: string;
  readonly constant: string;
  readonly about: string;
}

const core = "packages/core/src";
const contract = "packages/contract/src";
const server = "packages/server/src";
const client = "packages/client/src";

function limits(file: string, all: Readonly<Record<string, string>>): Limit[] {
  return Object.entries(all).map(([constant, about]) => ({ file, constant, about }));
}

/** What is bounded, and by which constant. */
const GROUPS: readonly (readonly [title: string, limits: readonly Limit[]])[] = [
  [
    "Requests",
    [
      ...limits(`${contract}/bounds.ts`, {
        MAX_BATCH_ITEMS: "items of one `POST /transactions`",
        DEFAULT_LIMIT: "items of a list's page when `limit` is not given",
        MAX_LIMIT: "items of a list's page",
        MAX_NAME: "characters of a name",
        MAX_REFERENCE: "characters of a `reference_number`",
        MAX_REMARKS: "characters of `remarks`",
        MAX_URL: "characters of a URL",
        MAX_SECRET: "characters of a provider's secret or credential",
        MAX_METADATA_KEYS: "members of a wallet's metadata",
        MAX_METADATA_BYTES: "of a wallet's metadata as JSON",
        MAX_IDEMPOTENCY_KEY: "characters of an idempotency key",
        MAX_FX_RATES: "rates of one `PUT /fx-rates`",
        MAX_DENOMINATIONS: "face values a product may list one by one",
        MAX_QUANTITY: "pieces a product may let one order have",
        DEFAULT_MAX_QUANTITY: "pieces of one order when the product does not say",
        MAX_HOLD_SECONDS: "seconds a hold may be open",
        MAX_ASSET_SCALE: "decimal places a wallet counts in",
      }),
      ...limits(`${server}/http/app.ts`, {
        BODY_LIMIT: "of a request's body",
        MAX_PARAM_LENGTH: "characters of a path's part",
      }),
      ...limits(`${server}/http/json.ts`, { MAX_DEPTH: "levels of JSON nesting" }),
      ...limits(`${server}/http/validation.ts`, { MAX_ERRORS: "schema errors gathered for one request" }),
      ...limits(`${server}/http/pipeline.ts`, {
        MAX_PIPELINED: "pipelined requests of one connection worked on at once",
        MAX_PIPELINE_WAITING: "pipelined requests of one connection that wait",
      }),
      ...limits(`${server}/http/server.ts`, {
        REQUEST_TIMEOUT_MS: "for a whole request to arrive",
        HEADERS_TIMEOUT_MS: "for a request's headers to arrive",
        KEEP_ALIVE_TIMEOUT_MS: "an idle connection is kept",
        MAX_HEADER_BYTES: "of a request's headers",
      }),
      ...limits(`${server}/http/key-cache.ts`, {
        KEY_TTL_MS: "an API key is remembered; a key revoked by another process may work this long",
        MAX_CACHED_KEYS: "API keys remembered",
      }),
    ],
  ],
  [
    "Hooks",
    [
      ...limits(`${server}/intake/hooks.ts`, { MAX_HOOK_BYTES: "of a hook's body" }),
      ...limits(`${server}/intake/octopus.ts`, {
        TOLERANCE_MS: "a hook's `X-Timestamp` may differ from now",
        MAX_ID: "characters of a hook's ids",
        MAX_TEXT: "characters kept of a reference or remark",
      }),
      ...limits(`${server}/intake/redact.ts`, { MAX_TEXT: "characters kept of a rejected hook's body" }),
      ...limits(`${server}/intake/provider-cache.ts`, {
        TTL_MS: "a provider is remembered",
        MAX_ENTRIES: "providers remembered",
      }),
    ],
  ],
  [
    "Requests to other hosts",
    [
      ...limits(`${server}/net/names.ts`, {
        RESOLVE_TIMEOUT_MS: "for a name to be resolved, its search list included",
        QUERY_TIMEOUT_MS: "for one query to one name server",
        QUERY_TRIES: "queries to one name server",
        OTHER_FAMILY_MS: "the second kind of address is waited for once the first is there",
        NAMES_PER_OWNER: "names resolved at once for one account",
        MIN_TTL_MS: "an answer is used at least",
        MAX_TTL_MS: "an answer is used at most",
        FAILURE_TTL_MS: "a failure is used",
        MAX_NAMES: "names whose answer is remembered",
        FILES_TTL_MS: "between two reads of /etc/hosts and /etc/resolv.conf",
      }),
      ...limits(`${server}/net/name-files.ts`, { MAX_SEARCH_DOMAINS: "search domains tried" }),
      ...limits(`${server}/net/outbound.ts`, {
        IDLE_MS: "an unused connection is kept",
        MAX_IDLE_PER_ORIGIN: "unused connections kept to one origin",
        ADDRESS_ATTEMPT_MS: "one of several addresses is tried before the next",
        MAX_ANSWER_HEADER_BYTES: "of an answer's headers",
      }),
    ],
  ],
  [
    "Providers",
    [
      ...limits(`${server}/providers/json/read-json.ts`, {
        MAX_ANSWER_TOKENS: "values and signs of a provider's answer",
        MAX_ANSWER_DEPTH: "levels of its nesting",
        BYTES_PER_TURN: "of it parsed in one turn",
      }),
      ...limits(`${server}/providers/http/exchange.ts`, {
        EXCHANGE_TIMEOUT_MS: "for a provider's answer, connecting included",
        MAX_ANSWER_BYTES: "of a provider's answer",
        MAX_PROVIDER_CONNECTIONS: "connections to one provider",
      }),
      ...limits(`${server}/providers/http/pace.ts`, {
        MAX_PACE_WAIT_MS: "a request waits for its place below the provider's limits",
      }),
      ...limits(`${server}/providers/json/decimal.ts`, {
        MAX_AMOUNT_CHARACTERS: "characters of a provider's amount",
        MAX_EXPONENT: "the largest exponent of a provider's amount",
      }),
      ...limits(`${server}/providers/json/members.ts`, {
        MAX_ID_CHARACTERS: "characters of a provider's id",
        MAX_TEXT_CHARACTERS: "characters kept of a provider's texts",
      }),
      ...limits(`${server}/providers/http/refusal.ts`, {
        MAX_MESSAGE_CHARACTERS: "characters kept of a provider's error message",
      }),
      ...limits(`${server}/providers/octopus/api.ts`, {
        READS_PER_MINUTE: "reads a minute of one octopus provider, for each process",
        CHARGES_PER_MINUTE: "quotes a minute",
        ORDERS_PER_MINUTE: "orders a minute",
        LOGINS_PER_MINUTE: "logins and refreshes a minute",
        PAUSE_MS: "after a 429 that names no time",
        LOGIN_PAUSE_MS: "after such a 429 to a login",
        ITEMS_PER_PAGE: "items asked for a page",
      }),
      ...limits(`${server}/providers/octopus/session.ts`, {
        RENEW_BEFORE_MS: "before an access token ends it is renewed",
        MIN_LIFETIME_MS: "an access token is used at least, whatever its end",
      }),
      ...limits(`${server}/providers/octopus/currencies.ts`, {
        LOOK_AGAIN_MS: "between two looks for a currency nobody knows",
      }),
      ...limits(`${server}/providers/octopus/wallets.ts`, { MAX_WALLET_PAGES: "pages of wallets in one reading" }),
      ...limits(`${server}/providers/octopus/transactions.ts`, {
        MAX_TRANSACTION_PAGES: "pages of transactions in one listing",
      }),
      ...limits(`${server}/orders/forward.ts`, {
        PLACE_TIMEOUT_MS: "for the answer to an order",
        ASK_TIMEOUT_MS: "for the answer to a question about one",
        PLACE_WITHIN_MS: "after which an order is not sent again",
        FIRST_RETRY_MS: "before an order is looked for or sent again; doubled from one attempt to the next",
        MAX_RETRY_MS: "between two attempts at most",
        MAX_RETRY_AFTER_MS: "that a provider may ask to wait",
        MAX_DETAIL_ATTEMPTS: "attempts to read an order's detail",
      }),
      ...limits(`${server}/orders/forwarder.ts`, {
        OUTCOME_WAIT_MS: "that a request waits for its order's outcome",
        QUOTE_TIMEOUT_MS: "for a provider's quote",
        ORDERS_PER_LOOK: "orders of one look for those that are due",
        MAX_FORWARDS: "orders forwarded at once, besides those of requests",
        QUICK_ATTEMPTS: "attempts that follow each other in one process",
        ORDERS_PER_POLL: "orders under way that one poll looks after",
      }),
      ...limits(`${core}/orders/mirror-order.ts`, {
        ORDER_HOLD_MS: "that an order's price is set aside at most",
        FORWARD_LEASE_MS: "before another process takes over an order that was not sent",
      }),
      ...limits(`${server}/providers/octopus/orders.ts`, { MAX_ORDER_PAGES: "pages of orders in one listing" }),
      ...limits(`${server}/providers/http-json/http-json.ts`, {
        MAX_PAGES: "pages in one reading of any other API",
        REQUESTS_PER_MINUTE: "requests a minute to it, unless its settings say otherwise",
        PAUSE_MS: "after a 429 that names no time",
      }),
      ...limits(`${server}/providers/http-json/sign-in.ts`, {
        TOKEN_LIFETIME_MS: "a token is used whose end the answer does not say",
        MIN_TOKEN_LIFETIME_MS: "a token is used at least, whatever its end",
        SIGN_IN_PAUSE_MS: "after credentials were refused",
      }),
      ...limits(`${server}/providers/sudo/sudo.ts`, { REQUESTS_PER_MINUTE: "requests a minute to Sudo" }),
      ...limits(`${contract}/resources/provider-settings.ts`, { MAX_ACCOUNTS: "accounts of a Sudo provider" }),
    ],
  ],
  [
    "Card gateway",
    [
      ...limits(`${server}/gateway/gateway.ts`, {
        MAX_MESSAGE_BYTES: "of an issuer's message",
        BUDGET_MS: "until an enquiry is answered 91",
      }),
      ...limits(`${server}/gateway/sudo.ts`, { MAX_ID: "characters of an issuer's ids" }),
      ...limits(`${server}/gateway/connections.ts`, {
        TTL_MS: "a connection is remembered",
        MAX_REMEMBERED: "connections remembered",
      }),
      ...limits(`${core}/cards/gateway-event.ts`, {
        AUTHORIZATION_HOLD_MS: "an authorization's hold lasts without a capture",
      }),
    ],
  ],
  [
    "Committing",
    [
      ...limits(`${server}/committer/committer.ts`, {
        MAX_QUEUE: "commands that may wait, unless `PLIMSOLL_MAX_QUEUE` says otherwise; beyond it: 429",
        MAX_BATCH: "commands of one transaction",
        WORTH_HANDING_OVER: "commands that wait, at least, to be handed to a store that is at work already",
      }),
      ...limits(`${server}/store/sqlite/store.ts`, { MAX_AHEAD: "commands on their way to the writer's thread" }),
      ...limits(`${server}/store/shared-batch.ts`, {
        MAX_SHARED_BATCH: "commands of several requests in one transaction",
      }),
      ...limits(`${server}/store/sqlite/wallet-cache.ts`, {
        MAX_CACHED_WALLETS: "wallets the writer keeps as they were last committed",
      }),
      ...limits(`${server}/store/sqlite/kysely-database.ts`, { MAX_STATEMENTS: "statements kept ready for reads" }),
      ...limits(`${core}/decide.ts`, { MAX_ROUNDS: "rounds of needs and decide" }),
      ...limits(`${server}/store/sqlite/connection.ts`, {
        BUSY_TIMEOUT_MS: "a writer waits for another process's write lock",
      }),
      ...limits(`${server}/store/sqlite/messages.ts`, {
        FOREIGN_WRITES_EVERY_MS: "between two looks whether a command beside the server has written",
      }),
      ...limits(`${server}/readiness.ts`, {
        READY_WITHIN_MS: "the store may take to show that it is ready",
        HOLDS_MS: "an answer of `/readyz` holds",
      }),
      ...limits(`${server}/store/postgres/connection.ts`, {
        READ_CONNECTIONS: "connections that read, for each process",
        CONNECT_TIMEOUT_MS: "for a connection to PostgreSQL to open",
        STATEMENT_TIMEOUT_MS: "for a statement",
        IDLE_IN_BATCH_MS: "a stalled process may hold its accounts' locks",
        IDLE_IN_TRANSACTION_MS: "any other transaction may stand still",
        ENQUIRY_ANSWER_MS: "for PostgreSQL to answer a card enquiry",
      }),
      ...limits(`${server}/store/postgres/card-balance.ts`, {
        MAX_WAITING: "card enquiries that may wait for PostgreSQL; beyond it: 91",
        MAX_TOGETHER: "card enquiries of one round trip",
      }),
      ...limits(`${server}/store/postgres/store.ts`, {
        MAX_AHEAD: "commands at PostgreSQL's writer beyond which no more are handed over",
      }),
      ...limits(`${server}/store/postgres/pooler.ts`, {
        ROUNDS: "times the start looks whether a pooler takes sessions apart",
      }),
      ...limits(`${server}/store/postgres/writer.ts`, {
        LOST_SESSION_RETRIES: "times a batch starts over whose session has ended with nothing of it stored",
        CONTENTION_RETRIES: "times a batch that lost a race starts over",
      }),
    ],
  ],
  [
    "Domain",
    [
      ...limits(`${core}/money/decimal-text.ts`, {
        MAX_DECIMAL_LENGTH: "characters of a decimal",
        MAX_NUMBER_DIGITS: "significant digits of an amount given as a JSON number",
      }),
      ...limits(`${core}/money/decimal.ts`, { MAX_DECIMAL_SCALE: "fraction digits of a threshold, margin or rate" }),
      ...limits(`${core}/wallets/fields.ts`, { MAX_FEATURES_PER_WALLET: "features of a wallet" }),
      ...limits(`${core}/endpoints/commands.ts`, {
        MAX_ENDPOINTS: "endpoints of an account",
        ROTATION_OVERLAP_MS: "the previous secret signs after a rotation",
      }),
      ...limits(`${core}/alerts/settings.ts`, {
        MIN_REPEAT_INTERVAL: "seconds: the shortest `repeat_interval`",
        MAX_REPEAT_INTERVAL: "seconds: the longest `repeat_interval`",
      }),
      ...limits(`${core}/alerts/reevaluate.ts`, {
        REEVALUATION_PAGE: "wallets evaluated by one command when settings change",
      }),
      ...limits(`${core}/alerts/evaluate-wallets.ts`, { SWEEP_PAGE: "wallets evaluated by one command of the sweep" }),
      ...limits(`${core}/rebalancing/groups.ts`, { MAX_EXACT: "wallets whose best grouping is found by trying all" }),
      ...limits(`${server}/http/routes/rebalancing-plan.ts`, { MAX_PLAN_WALLETS: "wallets of one rebalancing plan" }),
      ...limits(`${core}/holds/commands.ts`, { EXPIRY_PAGE: "holds that one command lets expire" }),
      ...limits(`${core}/spend/figures.ts`, { BASELINE_DAYS: "complete days that the typical daily spend rests on" }),
      ...limits(`${core}/spend/runway.ts`, {
        MAX_RUNWAY_HOURS: "hours: the longest runway that is told",
        COVER_DAYS: "days of typical spend that a recommended top-up leaves when it arrives",
      }),
      ...limits(`${core}/topups/commands.ts`, {
        MAX_OPEN_TOPUPS: "open top-ups of a wallet",
        OVERDUE_PAGE: "top-ups that one command marks as overdue",
      }),
      ...limits(`${core}/topups/settle.ts`, {
        EARLY_CREDIT_MS: "a credit of a top-up's amount may come before it is announced",
        LATE_CREDIT_MS: "a credit of a top-up's amount may come after it was expected",
      }),
      ...limits(`${core}/spend/measure-spend.ts`, { MEASURE_PAGE: "wallets measured by one command" }),
      ...limits(`${core}/providers/waiting-events.ts`, { WAITING_PAGE: "waiting events applied by one command" }),
      ...limits(`${core}/snapshots/apply-snapshots.ts`, {
        SNAPSHOT_PAGE: "balances applied by one command",
        BEFORE_MS: "before the earlier of two snapshots, a movement between them may have been posted",
      }),
      ...limits(`${core}/snapshots/window.ts`, {
        FUTURE_MS: "an event may be dated later than it was received, as far as the clocks are known",
      }),
      ...limits(`${core}/snapshots/clock.ts`, {
        ASSUMED_CLOCK_MS: "a provider's clock may differ from ours while nothing is known of it",
        ESTIMATE_READINGS: "readings that do not confirm one of a provider's clocks, until it is given up",
        ESTIMATE_MS: "and the least time until then",
        MAX_ESTIMATES: "clocks of one provider that are kept apart",
      }),
      ...limits(`${core}/snapshots/settle.ts`, {
        LAG_MS: "a movement may be old that a replica which lags is recognised by",
        LAGGING_MOVEMENTS: "such movements of one wallet",
      }),
      ...limits(`${core}/snapshots/staleness.ts`, { STALE_CADENCES: "polls due before a mirror is stale" }),
      ...limits(`${core}/snapshots/subset.ts`, {
        MAX_COMBINED: "amounts of which every sum is tried, when a snapshot is compared with what is known",
      }),
      ...limits(`${core}/snapshots/drifts.ts`, {
        MAX_RECENT_DRIFTS: "drifts of one wallet that late hooks may still concern",
        MAX_CANDIDATES: "movements remembered with a drift that may explain it together with others",
        SAME_MOVEMENT_MS: "a hook and a line of the provider's list may differ in time and be one movement",
      }),
      ...limits(`${core}/snapshots/investigate-drifts.ts`, {
        LISTED_TRANSACTIONS: "of a provider's transactions that one search for a drift compares",
        ALWAYS_COMPARED: "of a wallet's transactions that a search for a drift compares whatever their time",
        MAX_INVESTIGATIONS: "searches for a drift before it is told as unexplained",
        MAX_SEARCH_MS: "a drift stays open while the provider's list cannot be read",
      }),
      ...limits(`${core}/snapshots/record-sync.ts`, {
        SILENT_SYNCS: "polls that find movements without a hook, until polling is the primary signal",
        MAX_PROBLEMS: "unusable balances kept of one poll",
      }),
      ...limits(`${core}/snapshots/mark-stale.ts`, { STALE_PAGE: "mirrors marked stale by one command" }),
      ...limits(`${core}/campaigns/commands.ts`, {
        MAX_CAMPAIGNS: "campaigns of an account that are not over",
        MAX_CAMPAIGN_MS: "the longest campaign",
        KEPT_MS: "a campaign that is over is kept",
      }),
      ...limits(`${core}/deliveries/replay-deliveries.ts`, { REPLAY_PAGE: "deliveries replayed by one command" }),
    ],
  ],
  [
    "Lists, sweep and verify",
    [
      ...limits(`${server}/store/queries/pages.ts`, {
        MAX_COUNTED: "rows that a filtered list counts and pages through",
      }),
      ...limits(`${server}/store/sqlite/store.ts`, { WALLETS_PER_SCAN: "wallets of one piece of the sweep on SQLite" }),
      ...limits(`${server}/store/queries/sweep.ts`, { MAX_FOUND: "wallets that one piece of the sweep reports" }),
      ...limits(`${server}/store/queries/verify.ts`, {
        WALLETS_PER_AUDIT: "wallets that one statement of `verify` recomputes",
        TRANSACTIONS_PER_AUDIT: "their transactions, unless one wallet alone has more",
      }),
      ...limits(`${server}/topups/overdue.ts`, {
        TOPUPS_PER_LOOK: "top-ups past their expectation that one look takes",
      }),
      ...limits(`${server}/spend/day-turn.ts`, {
        WALLETS_PER_LOOK: "wallets that one look at the turn of the day takes",
        LOOKS_PER_TICK: "such looks before other chores have their turn",
      }),
      ...limits(`${server}/store/queries/spend.ts`, {
        REFUND_LOOKBACK: "transactions of a wallet among which the spend that a refund names is looked for",
      }),
      ...limits(`${contract}/bounds.ts`, {
        DEFAULT_SPEND_DAYS: "days of a spend series when `days` is not given, and at least",
        MAX_SPEND_DAYS: "days of a spend series",
      }),
      ...limits(`${server}/sweep/sweep.ts`, {
        REMINDERS_PER_CHORE: "wallets with a reminder due that one look takes",
        JOBS_PER_CHORE: "re-evaluations that one look takes",
      }),
      ...limits(`${server}/sweep/expire-holds.ts`, { HOLDS_PER_LOOK: "holds past their expiry that one look takes" }),
      ...limits(`${server}/workers/sweeper.ts`, {
        CHORES_EVERY_MS: "between two looks for expired holds, reminders and re-evaluations",
      }),
      ...limits(`${server}/workers/role.ts`, { ASK_EVERY_MS: "between two attempts to take a role" }),
    ],
  ],
  [
    "Polling",
    [
      ...limits(`${server}/reconcile/poller.ts`, {
        TICK_MS: "between two looks for what is due",
        MAX_CONCURRENT_SYNCS: "providers polled at once",
        DRIFT_GRACE_MS: "late hooks have to explain a drift before the provider's list is searched",
        SEARCH_AGAIN_MS: "between two searches for one drift",
        SEARCHES_PER_LOOK: "wallets whose drifts one look searches for",
        EARLY_AFTER_MS: "from an event that waits to the early poll that settles it",
        EARLY_AGAIN_MS: "the longest wait between early polls in a row, each of which doubles it",
        EARLY_MS_PER_REQUEST: "before an early poll, for each request that the last poll took",
        STALE_EVERY_MS: "between two looks for stale mirrors",
        WAIT_AT_MOST_MS: "events wait for a poll while the provider does not answer",
        GIVEN_UP_PER_LOOK: "wallets whose waiting events are then applied in one look",
        CLOCK_SET_MS: "our clock may differ from the monotonic one until it counts as set",
      }),
      ...limits(`${server}/reconcile/sync-provider.ts`, {
        BREAKS: "times what storing a thousand balances took, until the next thousand is stored",
        LONGEST_BREAK_MS: "of that at most",
        REQUESTS_PER_POLL: "requests of a poll that reads again because something happened meanwhile",
        LEFTOVERS_PER_POLL: "wallets whose left-over events one poll looks after",
        READ_AGAIN_MS: "until balances are read again because something happened meanwhile",
        MAX_READS: "times a poll reads balances",
        READ_TIMEOUT_MS: "for all of a provider's balances to be read",
      }),
      ...limits(`${server}/in-turns.ts`, { ITEMS_PER_TURN: "balances handled before others have the thread" }),
      ...limits(`${server}/reconcile/investigate.ts`, { LIST_TIMEOUT_MS: "for a wallet's transactions to be listed" }),
      ...limits(`${server}/reconcile/sync-error.ts`, {
        FIRST_RETRY_MS: "after the first failed poll",
        MAX_RETRY_MS: "the longest wait after failed polls",
        MAX_RETRY_AFTER_MS: "the longest wait that a provider may ask for",
      }),
    ],
  ],
  [
    "Deliveries",
    [
      ...limits(`${core}/deliveries/retry.ts`, {
        RETRY_FACTOR: "times longer is each further wait",
        MAX_RETRY_DELAY_MS: "the longest wait before an attempt, `Retry-After` included",
      }),
      ...limits(`${core}/deliveries/record-attempt.ts`, {
        FAILURE_PERIOD_MS: "of failures until an endpoint is disabled",
      }),
      ...limits(`${server}/delivery/lane.ts`, {
        LANE_CONCURRENCY: "requests to one endpoint at once",
        RATE_WINDOW_MS: "the window of an endpoint's rate limit",
      }),
      ...limits(`${server}/delivery/lane-queue.ts`, {
        LANE_QUEUE_BOUND: "deliveries of one endpoint kept in memory",
        TOTAL_QUEUE_BOUND: "deliveries of all endpoints kept in memory",
        LANE_QUEUE_SHARE: "deliveries an endpoint may always keep in memory",
      }),
      ...limits(`${server}/delivery/table-reader.ts`, { PAGE: "deliveries read from the table at a time" }),
      ...limits(`${server}/delivery/dispatcher.ts`, {
        TICK_MS: "between two looks at the table for what other processes wrote",
        LANES_PER_TICK: "endpoints looked at in one such look",
        TARGETS_EVERY_MS: "between two reads of the endpoints unasked",
        CONCURRENT_READS: "reads of the table at once",
      }),
      ...limits(`${server}/delivery/places.ts`, {
        ACCOUNT_REQUESTS: "requests of one account at once; beyond it each endpoint has its share",
        ENDPOINT_SHARE: "requests an endpoint may always have under way",
        TOTAL_REQUESTS: "requests of all accounts at once; beyond it each account has its share",
        ACCOUNT_SHARE: "requests an account may always have under way",
      }),
      ...limits(`${server}/delivery/response-snippet.ts`, { SNIPPET_BYTES: "kept of a receiver's answer" }),
      ...limits(`${server}/delivery/backoff.ts`, { BACKOFF_CAP_MS: "the longest pause while the store is away" }),
    ],
  ],
  [
    "Watch",
    [
      ...limits(`${server}/watch/read-wallets.ts`, { MAX_PAGES: "pages of wallets read" }),
      ...limits(`${server}/watch/crossings.ts`, { MAX_WALLETS: "wallets whose state is remembered" }),
      ...limits(`${server}/watch/poster.ts`, { MAX_UNPOSTED: "crossings kept while the receiver is away" }),
      ...limits(`${server}/cli/watch.ts`, { LONGEST_PAUSE_MS: "a host may ask to be left alone" }),
    ],
  ],
  [
    "Demo and provider sandbox",
    [
      ...limits(`${server}/demo/receiver.ts`, { MAX_BODY_BYTES: "of a webhook the demo reads" }),
      ...limits(`${server}/demo/shop.ts`, { MAX_PER_ROUND: "orders of a wallet in one round of the demo's shop" }),
      ...limits(`${server}/sandbox/ledger.ts`, {
        MAX_ENTRIES: "transactions it holds",
        MAX_WALLETS: "wallets it holds",
      }),
      ...limits(`${server}/sandbox/orders.ts`, { MAX_ORDERS: "orders it holds" }),
      ...limits(`${server}/sandbox/tokens.ts`, { MAX_TOKENS: "tokens of a kind it remembers" }),
      ...limits(`${server}/sandbox/route.ts`, { LONGEST_PAGE: "items of a page" }),
      ...limits(`${server}/sandbox/http-server.ts`, { BODY_LIMIT: "of a request's body" }),
      ...limits(`${server}/sandbox/webhooks.ts`, {
        MAX_WAITING: "webhooks not yet taken by the receiver",
        CONCURRENCY: "webhooks under way at once",
        ANSWER_WITHIN_MS: "for the receiver to answer",
      }),
      ...limits(`${server}/sandbox/fulfilment.ts`, { ORDERS_PER_ROUND: "open orders fulfilled in one round" }),
    ],
  ],
  [
    "The client",
    [
      ...limits(`${client}/http.ts`, {
        DEFAULT_TIMEOUT_MS: "for one attempt, unless `timeoutMs` says otherwise",
        DEFAULT_MAX_RETRIES: "repetitions of a request, unless `maxRetries` says otherwise",
      }),
      ...limits(`${client}/retry.ts`, {
        MAX_DELAY_MS: "the longest wait before a repetition that the client chooses",
        MAX_RETRY_AFTER_MS: "the longest `Retry-After` that is waited for",
      }),
      ...limits(`${client}/pages.ts`, { ITERATION_LIMIT: "items asked for at a time by an iteration" }),
      ...limits(`${client}/verify-webhook.ts`, {
        DEFAULT_TOLERANCE_SECONDS: "seconds: a webhook's signed time may differ from now",
        MAX_SIGNATURES: "signatures of one webhook that are looked at",
      }),
    ],
  ],
];

/** The tables of limits, with the values that stand in the source. */
export function limitsTable(sourceOf: (path: string) => string): string {
  return GROUPS.map(([title, group]) => {
    const rows = group.map(({ file, constant, about }) => {
      const value = valueIn(sourceOf(file), constant);
      if (value === null) throw new Error(`${file} has no constant ${constant}`);
      return [shown(constant, value), about, `\`${constant}\``, `\`${file.replace(/^packages\//, "")}\``];
    });
    return `### ${title}\n\n${table(["bound", "of what", "constant", "file"], rows)}`;
  }).join("\n\n");
}

function valueIn(source: string, constant: string): number | null {
  const expression = new RegExp(`^(?:export )?const ${constant} = ([\\d_ *.]+);`, "m").exec(source)?.[1];
  if (expression === undefined) return null;
  return expression.split("*").reduce((product, factor) => product * Number(factor.replaceAll("_", "")), 1);
}

const TIMES = [
  [86_400_000, "days"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"],
  [1, "ms"],
] as const;

function shown(constant: string, value: number): string {
  if (constant.endsWith("_MS")) {
    const [unit, name] = TIMES.find(([ms]) => value % ms === 0) ?? [1, "ms"];
    const count = value / unit;
    return `${count} ${count === 1 && name === "days" ? "day" : name}`;
  }
  if (constant.endsWith("_BYTES") || constant === "BODY_LIMIT") {
    return value % 1_048_576 === 0 ? `${value / 1_048_576} MiB` : `${value / 1_024} KiB`;
  }
  return value.toLocaleString("en");
}
