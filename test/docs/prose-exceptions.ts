/** Words to avoid that each file still has. A count may only go down, and a file without any is removed. */
export const PROSE_EXCEPTIONS: Readonly<Record<string, number>> = {
  "bench/scenarios/mirrors.ts": 1,
  "packages/contract/src/resources/provider.ts": 1,
  "packages/core/src/mirrors/apply-snapshots.test.ts": 2,
  "packages/core/src/mirrors/apply-snapshots.ts": 1,
  "packages/core/src/mirrors/discover-mirror.ts": 1,
  "packages/core/src/mirrors/record-sync.ts": 2,
  "packages/server/src/providers/octopus/octopus.test.ts": 1,
  "packages/sandbox/src/sandbox.test.ts": 2,
  "test/e2e/unread-figures.test.ts": 1,
};
