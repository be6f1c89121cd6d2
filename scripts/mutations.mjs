// Breaks the product on purpose, one line at a time, and checks that a test fails: `node scripts/mutations.mjs [words
// of a name]`. A line whose change no test notices may be lost unnoticed. Run it when tests are rewritten; it is not
// part of a test run.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const CORE = "packages/core/src";

/** `from` occurs once in `file`; with `to` in its place one of `tests` has to fail. */
const MUTATIONS = [
  {
    name: "a correction settles a top-up",
    file: `${CORE}/ledger/post.ts`,
    from: "posting.amount > 0n && posting.correction !== true)",
    to: "posting.amount > 0n)",
    tests: [`${CORE}/topups`],
  },
  {
    name: "a correction is spend",
    file: `${CORE}/ledger/post.ts`,
    from: "(isInferredSpend(wallet, kind) && correction !== true)",
    to: "isInferredSpend(wallet, kind)",
    tests: [`${CORE}/spend`, `${CORE}/snapshots`],
  },
  {
    name: "an opening balance below zero is spend",
    file: `${CORE}/ledger/post.ts`,
    from: "wallet.sequence > 1",
    to: "wallet.sequence > 0",
    tests: [`${CORE}/spend`],
  },
  {
    name: "available may leave 64 bits",
    file: `${CORE}/ledger/post.ts`,
    from: " && after - wallet.held >= MIN_AMOUNT",
    to: "",
    tests: [`${CORE}/holds`],
  },
  {
    name: "held may leave 64 bits",
    file: `${CORE}/holds/hold.ts`,
    from: 'wallet.held + amount > MAX_AMOUNT ? "balance_out_of_range" : null',
    to: "null",
    tests: [`${CORE}/holds`],
  },
  {
    name: "negative halves go towards zero",
    file: `${CORE}/money/rounding.ts`,
    from: 'rounding === "half_up" ? floor >= 0n',
    to: 'rounding === "half_up" ? true',
    tests: [`${CORE}/money`],
  },
  {
    name: "a hook's time is not bounded",
    file: "packages/server/src/inbound/provider/octopus.ts",
    from: "Math.abs(now - seconds * 1_000) > TOLERANCE_MS",
    to: "false",
    tests: ["packages/server/src/inbound/provider"],
  },
  {
    name: "a hook's time is bounded on one side",
    file: "packages/server/src/inbound/provider/octopus.ts",
    from: "Math.abs(now - seconds * 1_000)",
    to: "(now - seconds * 1_000)",
    tests: ["packages/server/src/inbound/provider"],
  },
  {
    name: "a window begins too late",
    file: `${CORE}/snapshots/window.ts`,
    from: "occurredAt + dateSlack(occurredAt) < window.from",
    to: "occurredAt + dateSlack(occurredAt) <= window.from",
    tests: [`${CORE}/snapshots/window.test.ts`],
  },
  {
    name: "a window ends too early",
    file: `${CORE}/snapshots/window.ts`,
    from: "occurredAt > window.to",
    to: "occurredAt >= window.to",
    tests: [`${CORE}/snapshots/window.test.ts`],
  },
  {
    name: "a date that was cut off is taken for exact",
    file: `${CORE}/snapshots/window.ts`,
    from: "occurredAt + dateSlack(occurredAt) < window.from",
    to: "occurredAt < window.from",
    tests: [`${CORE}/snapshots/window.test.ts`],
  },
  {
    name: "a date in the future is believed",
    file: `${CORE}/snapshots/window.ts`,
    from: "occurredAt > receivedAt + window.ahead + FUTURE_MS",
    to: "false",
    tests: [`${CORE}/snapshots/window.test.ts`],
  },
  {
    name: "a clock that was set is not noticed",
    file: "packages/server/src/mirrors/poller.ts",
    from: "Math.abs(present - skew) > CLOCK_SET_MS",
    to: "false",
    tests: ["packages/server/src/mirrors"],
  },
  {
    name: "an order that may have been sent is sent again",
    file: "packages/server/src/mirrors/orders/forward.ts",
    from: "if (!fresh) {",
    to: "if (order.id < 0) {",
    tests: ["packages/server/src/mirrors/orders"],
  },
  {
    name: "an authorization that came too late is not taken back",
    file: "packages/server/src/inbound/cards/gateway.ts",
    from: 'notice.type === "authorize"',
    to: 'notice.type === "close_card"',
    tests: ["packages/server/src/inbound/cards"],
  },
];

const words = process.argv.slice(2);
const chosen = MUTATIONS.filter(({ name }) => words.every((word) => name.includes(word)));
let unnoticed = 0;
for (const mutation of chosen) {
  const outcome = outcomeOf(mutation);
  if (!outcome.startsWith("noticed")) unnoticed += 1;
  console.log(`${mutation.name}: ${outcome}`);
}
console.log(`${chosen.length - unnoticed} of ${chosen.length} noticed`);
process.exitCode = unnoticed === 0 ? 0 : 1;

function outcomeOf({ file, from, to, tests }) {
  const original = readFileSync(ROOT + file, "utf8");
  if (original.split(from).length !== 2) return `"${from}" does not occur once in ${file}`;
  const restore = () => writeFileSync(ROOT + file, original);
  // The tests run while this process waits, so that it handles an interruption afterwards.
  process.once("exit", restore);
  try {
    writeFileSync(
      ROOT + file,
      original.replace(from, () => to),
    );
    const { status, stdout, stderr } = spawnSync("npx", ["vitest", "run", "--project", "unit", ...tests], {
      cwd: ROOT,
      encoding: "utf8",
    });
    const failed = [
      // oxlint-disable-next-line no-control-regex -- of colours
      ...(stdout + stderr).replaceAll(/\u001b\[[0-9;]*m/g, "").matchAll(/^\s*FAIL\s+(?:unit\s+)?(.+)$/gm),
    ];
    if (status === 0) return "NOT NOTICED";
    return failed.length === 0 ? "the tests did not run" : `noticed by ${failed[0][1].trim()}`;
  } finally {
    restore();
    process.removeListener("exit", restore);
  }
}
