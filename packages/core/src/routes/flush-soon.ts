import type { Draft } from "../draft.ts";

/** What held an account's notices has ended before its time: every group decides again. */
export function flushSoon(draft: Draft, accountId: number): void {
  for (const group of draft.find("noticeGroups", "account", accountId)) {
    if (group.dueAt > draft.now) draft.edit("noticeGroups", group).dueAt = draft.now;
  }
}
