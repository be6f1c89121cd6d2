import { expect, test } from "vitest";
import {
  ACCOUNT,
  acknowledge,
  attempt,
  credit,
  debit,
  dropFeature,
  newEndpoint,
  newFeature,
  newWallet,
  patchEndpoint,
  patchWallet,
  replay,
  SEED_001,
} from "../../../../test/support/commands.ts";
import { audit } from "../../../../test/support/audit.ts";
import { connect, to, watchedWallets } from "../../../../test/support/notified.ts";
import { reasonOf, World } from "../../../../test/support/world.ts";
import type { Command } from "../decide.ts";
import type { Sealed } from "../model/sealed.ts";
import { SUBJECTS } from "./subjects.ts";

const ACTOR = { keyId: "key_1", name: "treasury", requestId: "req-1", address: "192.0.2.7" };
const by = <C extends Command>(command: C): C => ({ ...command, actor: ACTOR });

/** The log's newest entry, its members parsed. */
function newest(world: World) {
  const entry = world.rows("auditLog").at(-1);
  const parsed = (text: string | null) => (text === null ? null : (JSON.parse(text) as Record<string, unknown>));
  return entry && { ...entry, before: parsed(entry.before), after: parsed(entry.after) };
}

test("a created resource is logged whole, with its actor", () => {
  const world = new World();
  world.must(by(newWallet({ name: "Gift cards" })));
  expect(newest(world)).toMatchObject({
    position: 1,
    actorId: "key_1",
    actorName: "treasury",
    requestId: "req-1",
    address: "192.0.2.7",
    action: "create",
    resourceType: "wallet",
    resourceId: "1",
    before: null,
    after: { id: 1, name: "Gift cards", balance: "0.00", overdraft_limit: "0.00", feature_ids: [], metadata: {} },
  });
  audit(world);
});

test("of a changed resource only what changed is logged, and nothing when nothing did", () => {
  const world = new World();
  world.must(newWallet({ name: "before" }));
  world.must(by(patchWallet(1, { name: "after", alertSettings: SEED_001 })));
  expect(newest(world)).toMatchObject({
    action: "update",
    before: { name: "before", alert_settings: null },
    after: { name: "after", alert_settings: SEED_001 },
  });
  expect(Object.keys(newest(world)?.before ?? {}).toSorted()).toEqual(["alert_settings", "name"]);
  world.must(by(patchWallet(1, { name: "after" })));
  expect(world.rows("auditLog")).toHaveLength(1);
  const { id, url } = world.must(newEndpoint()).endpoint;
  world.must(by(patchEndpoint(id, { url })));
  expect(world.rows("auditLog")).toHaveLength(1);
});

test("deliveries that are sent again are logged with their endpoint, once for a command that sends any", () => {
  const world = new World();
  world.must(newWallet());
  const { id } = world.must(newEndpoint()).endpoint;
  world.must(credit(1, "1.00"));
  world.must(attempt(id, 1, world.now, 200));
  world.must(by(replay(id, 1)));
  expect(newest(world)).toMatchObject({ action: "replay", resourceType: "webhook_endpoint", resourceId: id });
  world.must(by(replay(id, 1)));
  expect(world.rows("auditLog")).toHaveLength(1);
});

test("an acknowledgement is logged with its episode alone, also where that continues an earlier one", () => {
  const world = new World();
  watchedWallets(world, 1);
  world.must(credit(1, "1000.00"));
  connect(world, "pagerduty", ["critical"]);
  to(world, 10);
  to(world, 500);
  to(world, 10);
  const open = world.rows("episodes").find(({ openKey }) => openKey === 1);
  expect(open?.threadId).not.toBe(open?.id);
  world.must(by(acknowledge(open?.id ?? "")));
  expect(world.rows("auditLog").map(({ action, resourceId }) => [action, resourceId])).toEqual([
    ["acknowledge", open?.id],
  ]);
});

test("an old campaign that goes when another is created is logged as deleted", () => {
  const world = new World();
  const day = 86_400_000;
  const campaign = (startsAt: number) => ({
    type: "create_campaign" as const,
    accountId: ACCOUNT,
    providerId: null,
    name: null,
    expectedMultiplier: null,
    startsAt,
    endsAt: startsAt + day,
  });
  world.must(campaign(world.now));
  world.now += 200 * day;
  world.must(by(campaign(world.now)));
  const changes = world.rows("auditLog").map(({ action, before, after }) => `${action} ${!before} ${!after}`);
  expect(new Set(changes)).toEqual(new Set(["create true false", "delete false true"]));
});

test("one batch logs the changes of each command by themselves", () => {
  const world = new World();
  world.must(newWallet({ name: "a" }));
  world.batch([by(patchWallet(1, { name: "b" })), patchWallet(1, { name: "c" }), by(patchWallet(1, { name: "d" }))]);
  const changes = world.rows("auditLog").map(({ before, after }) => [before, after]);
  expect(changes).toEqual([
    ['{"name":"a"}', '{"name":"b"}'],
    ['{"name":"c"}', '{"name":"d"}'],
  ]);
});

test("a refused command is not logged", () => {
  const world = new World();
  expect(reasonOf(world.run(by(patchWallet(7, { name: "nothing" }))))).toBe("wallet_not_found");
  expect(world.rows("auditLog")).toEqual([]);
});

test("a removed resource is logged as it was, also where a row of it stays", () => {
  const world = new World();
  const { id } = world.must(newFeature()).feature;
  world.must(by(dropFeature(id)));
  expect(newest(world)).toMatchObject({ action: "delete", resourceId: id, before: { name: "API calls" }, after: null });
});

test("secrets are named and never shown", () => {
  const world = new World();
  const { id } = world.must(by({ ...newEndpoint(), secret: "sealed-one" as Sealed })).endpoint;
  expect(newest(world)?.after).toMatchObject({ secret: "[redacted]" });
  world.must(by({ type: "rotate_secret", accountId: ACCOUNT, endpointId: id, secret: "sealed-two" as Sealed }));
  expect(newest(world)).toMatchObject({ action: "rotate_secret", after: { secret: "[redacted]" } });
  expect(JSON.stringify(world.rows("auditLog"))).not.toMatch(/sealed-(one|two)/);
});

test("a movement is logged with its transaction when a person makes it", () => {
  const world = new World();
  world.must(newWallet({ overdraftLimit: "100.00" }));
  world.must(by(debit(1, "12.50")));
  expect(newest(world)).toMatchObject({
    action: "create",
    resourceType: "transaction",
    after: { wallet_id: 1, amount: "-12.50", balance_after: "-12.50" },
  });
  audit(world);
});

test("a configured key that replaces another one is created, and the other one changed", () => {
  const world = new World();
  const configure = (id: string) => ({
    type: "configure_api_key" as const,
    accountId: ACCOUNT,
    id,
    name: "PLIMSOLL_ADMIN_KEY",
    hash: `hash of ${id}`,
    prefix: "pk_",
    scopes: ["admin" as const],
    expiresAt: null,
  });
  world.must(by(configure("key_1")));
  world.must(by(configure("key_2")));
  const changes = world.rows("auditLog").map(({ action, resourceId, before }) => [action, resourceId, before !== null]);
  expect(changes).toEqual([
    ["create", "key_1", false],
    ["update", "key_1", true],
    ["create", "key_2", false],
  ]);
});

test("what the server does by itself has no subject", () => {
  const own = Object.entries(SUBJECTS).flatMap(([type, subject]) => (subject === null ? [type] : []));
  expect(own).toContain("apply_snapshots");
  expect(own).not.toContain("update_wallet");
});
