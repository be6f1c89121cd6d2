/** @limit Documentation: results that a search shows. */
const MAX_RESULTS = 20;
/** @limit Documentation: words of a search that count. */
const MAX_WORDS = 8;
/** @limit Documentation: characters of text around a found word. */
const MAX_EXCERPT = 140;

/** A part of a page: the text under one heading. */
export interface Entry {
  readonly url: string;
  readonly page: string;
  readonly heading: string;
  readonly text: string;
}

export interface Result {
  readonly url: string;
  readonly page: string;
  readonly heading: string;
  readonly excerpt: string;
}

/** The parts that have every word, best first: a word in a title counts more than one in the text. */
export function find(entries: readonly Entry[], query: string): Result[] {
  const words = wordsOf(query);
  if (words.length === 0) return [];
  return entries
    .map((entry, place) => ({ entry, place, score: scoreOf(entry, words) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || a.place - b.place)
    .slice(0, MAX_RESULTS)
    .map(({ entry: { url, page, heading, text } }) => ({ url, page, heading, excerpt: excerptOf(text, words) }));
}

export function wordsOf(query: string): string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean).slice(0, MAX_WORDS);
}

function scoreOf({ page, heading, text }: Entry, words: readonly string[]): number {
  let total = 0;
  for (const word of words) {
    // The first part of a page, which has no heading of its own, stands for the page.
    const score = weight(page, word, heading === "" ? 12 : 3) + weight(heading, word, 8) + weight(text, word, 1);
    if (score === 0) return 0;
    total += score;
  }
  return total;
}

/** Counts more where a word of the text begins with it, and twice where a whole word is it. */
function weight(text: string, word: string, each: number): number {
  const lower = text.toLowerCase();
  let at = lower.indexOf(word);
  if (at < 0) return 0;
  let best = each;
  while (at >= 0) {
    const begins = at === 0 || !isLetter(lower[at - 1]);
    const ends = !isLetter(lower[at + word.length]);
    if (begins && ends) return each * 2;
    if (begins) best = each * 1.5;
    at = lower.indexOf(word, at + word.length);
  }
  return best;
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_]/u.test(character);
}

function excerptOf(text: string, words: readonly string[]): string {
  const lower = text.toLowerCase();
  const places = words.map((word) => lower.indexOf(word)).filter((at) => at >= 0);
  const from = Math.max(0, (places.length === 0 ? 0 : Math.min(...places)) - MAX_EXCERPT / 3);
  const start = from === 0 ? 0 : text.indexOf(" ", from) + 1;
  const end = start + MAX_EXCERPT;
  return `${start === 0 ? "" : "…"}${text.slice(start, end)}${end < text.length ? "…" : ""}`;
}
