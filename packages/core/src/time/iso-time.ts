let lastTime = Number.NaN;
let lastText = "";

/** RFC 3339 UTC of Unix milliseconds. A batch has one time, so the last result is nearly always the next. */
export function isoTime(ms: number): string {
  if (ms !== lastTime) {
    lastText = new Date(ms).toISOString();
    lastTime = ms;
  }
  return lastText;
}

export function isoTimeOrNull(ms: number | null): string | null {
  return ms === null ? null : isoTime(ms);
}
