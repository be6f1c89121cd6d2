/** @nolimit Time after the answers to what was done here in which what they changed is shown. */
const SHOWN_MS = 500;

let running = 0;
let endedAt = -Infinity;

/** While the answers to something done on this page are read, and until they are shown. */
export async function whileActing(read: () => Promise<void>): Promise<void> {
  running += 1;
  try {
    await read();
  } finally {
    running -= 1;
    endedAt = performance.now();
  }
}

/** Whether what changes now is what was done on this page. */
export function isActedNow(): boolean {
  return running > 0 || performance.now() - endedAt < SHOWN_MS;
}
