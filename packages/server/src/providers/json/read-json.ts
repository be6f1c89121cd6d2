import { setImmediate as nextTurn } from "node:timers/promises";
import { Tokenizer, TokenParser, TokenType } from "@streamparser/json";
import { LosslessNumber } from "lossless-json";
import { cutTo } from "../../util/outside-text/storable.ts";

/** @limit Providers: bytes of a response parsed in one turn: a few milliseconds of the server's thread. */
const BYTES_PER_TURN = 8 * 1_024;
/**
 * A page of a thousand transactions has some fifty thousand.
 * @limit Providers: words, numbers and signs of one response.
 */
const MAX_ANSWER_TOKENS = 500_000;
/** @limit Providers: levels of nesting of a response. */
const MAX_ANSWER_DEPTH = 64;

/** @limit Providers: characters of a member's name in an error. */
const MAX_NAME_CHARACTERS = 100;

type Token = Parameters<Tokenizer["onToken"]>[0];

/** The value, or the problem in words: "is not JSON". */
type Parsed = { readonly value: unknown } | { readonly problem: string };

/**
 * JSON with its numbers as they were written (`LosslessNumber`). A repeated member of an object is refused, because
 * parsers differ in which of the two they take. It is parsed in turns, so that a long response does not block the
 * thread, and an excessive one is given up.
 *
 * @param checkpoint called between turns; an error it throws ends the parsing
 */
export async function readJson(bytes: Buffer, checkpoint: () => void): Promise<Parsed> {
  const parsing = new Parsing();
  for (let start = 0; start < bytes.length && parsing.problem === null; start += BYTES_PER_TURN) {
    if (start > 0) {
      await nextTurn();
      checkpoint();
    }
    parsing.write(bytes.subarray(start, start + BYTES_PER_TURN));
  }
  return parsing.finish();
}

class Parsing {
  problem: string | null = null;
  #value: { readonly value: unknown } | null = null;
  #tokens = 0;
  readonly #names = new MemberNames();
  readonly #tokenizer = new LosslessTokenizer();
  readonly #parser = new TokenParser({ paths: ["$"] });

  constructor() {
    this.#parser.onValue = ({ value }) => (this.#value = { value });
    this.#parser.onError = () => (this.problem ??= "is not JSON");
    this.#tokenizer.onError = () => (this.problem ??= "is not JSON");
    this.#tokenizer.onToken = (token) => {
      if (this.problem !== null) return;
      this.#tokens += 1;
      const repeated = this.#names.take(token);
      if (this.#tokens > MAX_ANSWER_TOKENS) this.problem = `has more than ${MAX_ANSWER_TOKENS} values and signs`;
      else if (this.#names.depth > MAX_ANSWER_DEPTH) this.problem = `is nested deeper than ${MAX_ANSWER_DEPTH} levels`;
      else if (repeated !== null) this.problem = `has the member ${cutTo(repeated, MAX_NAME_CHARACTERS)} twice`;
      else this.#parser.write(token);
    };
  }

  write(bytes: Buffer): void {
    this.#tokenizer.write(bytes);
  }

  finish(): Parsed {
    if (this.problem === null && !this.#tokenizer.isEnded) this.#tokenizer.end();
    if (this.problem !== null) return { problem: this.problem };
    return this.#value ?? { problem: "is not JSON" };
  }
}

/** The names of the enclosing objects at the current place. */
class MemberNames {
  /** Null for an array. */
  readonly #around: (Set<string> | null)[] = [];
  #lastText: string | null = null;

  get depth(): number {
    return this.#around.length;
  }

  /** The name that ends with this token, if its object already has it; otherwise null. */
  take({ token, value }: Token): string | null {
    if (token === TokenType.LEFT_BRACE) this.#around.push(new Set());
    else if (token === TokenType.LEFT_BRACKET) this.#around.push(null);
    else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) this.#around.pop();
    else if (token === TokenType.COLON) return this.#name(this.#lastText);
    this.#lastText = token === TokenType.STRING && typeof value === "string" ? value : null;
    return null;
  }

  #name(name: string | null): string | null {
    const names = this.#around.at(-1);
    if (!names || name === null) return null;
    if (names.has(name)) return name;
    names.add(name);
    return null;
  }
}

class LosslessTokenizer extends Tokenizer {
  /** The parser hands the token's value on as it is. */
  protected override parseNumber(text: string): number {
    return new LosslessNumber(text) as unknown as number;
  }
}
