import { sql, type SelectQueryBuilder } from "kysely";
import type { HookFilter, ListedHook } from "../port/providers.ts";
import type { Reads } from "../port/reads.ts";
import { fromIndex, type Db, type Schema, type StoredInteger } from "./database.ts";
import { offsetOf } from "../port/page.ts";
import { storedKey } from "../../util/stored-key.ts";
import { countOf, MAX_COUNTED } from "./pages.ts";

/** @limit Lists and chores: wallets whose applied webhooks are listed together, those with the newest ones. */
const HOOK_WALLETS = 50;
/** @limit Lists and chores: newest transactions of each of them among which applied webhooks are found. */
const HOOKS_OF_WALLET = 200;

/** How a hook is listed, whichever table it stands in. */
interface HookRow {
  readonly eventId: string | null;
  readonly eventType: string | null;
  readonly status: ListedHook["status"];
  readonly detail: string | null;
  readonly walletId: StoredInteger | null;
  readonly transactionId: StoredInteger | null;
  readonly receivedAt: StoredInteger;
}

type Rows = SelectQueryBuilder<Schema, never, HookRow>;

/** What a kept hook's reason says about it. */
const STATUS_OF = {
  unhandled: "unhandled",
  malformed: "rejected",
  late: "inside",
  explained: "late",
  waited: "applied",
  order: "applied",
} as const satisfies Readonly<Record<string, ListedHook["status"]>>;

export function hookReads(db: Db): Pick<Reads, "hooks"> {
  return {
    async hooks(accountId, providerId, filter, page) {
      const of = { accountId, providerId, filter };
      const wants = (status: ListedHook["status"]) => filter.status === null || filter.status === status;
      const kept = Object.entries(STATUS_OF).flatMap(([reason, status]) =>
        wants(status) ? [keptHooks(db, of, reason as keyof typeof STATUS_OF)] : [],
      );
      const sources = [
        ...kept,
        ...(wants("applied") ? [appliedHooks(db, of)] : []),
        ...(wants("waiting") ? [waitingHooks(db, of)] : []),
      ];
      const [first, ...others] = sources;
      if (!first) return { rows: [], total: 0 };
      const all = db.selectFrom(others.reduce((union, source) => union.unionAll(source), first).as("hooks"));
      const rows = await all
        .selectAll()
        .orderBy("receivedAt", "desc")
        .orderBy("transactionId", "desc")
        .orderBy("eventId", "desc")
        .limit(page.limit)
        .offset(offsetOf(page))
        .execute();
      return { rows: rows.map(listed), total: await countOf(all) };
    },
  };
}

interface Of {
  readonly accountId: number;
  readonly providerId: string;
  readonly filter: HookFilter;
}

/** Movements that were applied as they came. */
function appliedHooks(db: Db, { accountId, providerId, filter: { walletId, eventId } }: Of): Rows {
  const wallets = db
    .selectFrom("wallets")
    .select(["id as ownerId", "sequence as newest"])
    .where("accountId", "=", accountId)
    .where("providerId", "=", providerId)
    .$if(walletId !== null, (query) => query.where("id", "=", walletId))
    // A webhook of an event may have come for any of them.
    .$if(eventId === null && walletId === null, (query) =>
      query.where("eventAt", "is not", null).orderBy("eventAt", "desc").limit(HOOK_WALLETS),
    );
  const applied = db
    .selectFrom(wallets.as("owners"))
    .innerJoin("transactions", "transactions.walletId", "owners.ownerId")
    .where("transactions.accountId", "=", accountId)
    .where("transactions.eventId", "is not", null)
    .$if(eventId !== null, (query) =>
      query.where("transactions.eventId", "=", eventId).where("transactions.id", "=", (key) =>
        key
          .selectFrom("idempotencyKeys")
          .select("transactionId")
          .where("accountId", "=", accountId)
          .where("key", "=", storedKey(providerId, eventId ?? ""))
          .$castTo<{ transactionId: StoredInteger }>(),
      ),
    )
    .$if(eventId === null && walletId === null, (query) =>
      query.whereRef("transactions.sequence", ">", sql<StoredInteger>`owners.newest - ${HOOKS_OF_WALLET}`),
    )
    .select([
      "transactions.eventId as eventId",
      sql<string>`case when transactions.amount < 0 then 'wallet.debited' else 'wallet.credited' end`.as("eventType"),
      sql<"applied">`'applied'`.as("status"),
      sql<null>`cast(null as text)`.as("detail"),
      "transactions.walletId as walletId",
      "transactions.id as transactionId",
      "transactions.createdAt as receivedAt",
    ])
    .orderBy(walletId === null ? "transactions.id" : "transactions.sequence", "desc")
    .limit(MAX_COUNTED);
  return db.selectFrom(applied.as("applied")).selectAll();
}

function keptHooks(
  db: Db,
  { accountId, providerId, filter: { walletId, eventId } }: Of,
  reason: keyof typeof STATUS_OF,
): Rows {
  const rows = eventId === null ? db.selectFrom("keptHooks") : fromIndex(db, "keptHooks", "kept_hooks_by_event");
  const kept = rows
    .where("accountId", "=", accountId)
    .where("providerId", "=", providerId)
    .where("reason", "=", reason)
    .$if(walletId !== null, (query) => query.where("walletId", "=", walletId))
    .$if(eventId !== null, (query) => query.where("eventId", "=", eventId))
    .select([
      "eventId",
      "eventType",
      sql<string>`${sql.lit(STATUS_OF[reason])}`.as("status"),
      "detail",
      "walletId",
      "transactionId",
      "receivedAt",
    ])
    .orderBy("id", "desc")
    .limit(MAX_COUNTED);
  return db.selectFrom(kept.as("kept")).selectAll() as unknown as Rows;
}

function waitingHooks(db: Db, { accountId, providerId, filter: { walletId, eventId } }: Of): Rows {
  const waiting = db
    .selectFrom("waitingEvents")
    .leftJoin("wallets", (join) =>
      join
        .onRef("wallets.accountId", "=", "waitingEvents.accountId")
        .onRef("wallets.providerId", "=", "waitingEvents.providerId")
        .onRef("wallets.externalId", "=", "waitingEvents.externalWalletId"),
    )
    .where("waitingEvents.accountId", "=", accountId)
    .where("waitingEvents.providerId", "=", providerId)
    .$if(walletId !== null, (query) => query.where("wallets.id", "=", walletId))
    .$if(eventId !== null, (query) => query.where("waitingEvents.eventId", "=", eventId ?? ""))
    .select([
      "waitingEvents.eventId as eventId",
      sql<string>`case when direction = 'DEBIT' then 'wallet.debited' else 'wallet.credited' end`.as("eventType"),
      sql<"waiting">`'waiting'`.as("status"),
      sql<string>`case when wallets.id is null then 'its wallet is not known yet' else 'the next reading settles it' end`.as(
        "detail",
      ),
      "wallets.id as walletId",
      sql<null>`cast(null as bigint)`.as("transactionId"),
      "waitingEvents.receivedAt as receivedAt",
    ])
    .limit(MAX_COUNTED);
  return db.selectFrom(waiting.as("waiting")).selectAll();
}

function listed({ walletId, transactionId, receivedAt, ...row }: HookRow): ListedHook {
  return {
    ...row,
    walletId: walletId === null ? null : Number(walletId),
    transactionId: transactionId === null ? null : Number(transactionId),
    receivedAt: Number(receivedAt),
  };
}
