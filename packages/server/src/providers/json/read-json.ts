import { setImmediate as nextTurn } from "node:timers/promises";
import { Tokenizer, TokenParser, TokenType } from "@streamparser/json";
import { LosslessNumber } from "lossless-json";

/** @limit Providers: bytes of a response parsed in one turn: a few milliseconds of the server's thread. */
const BYTES_PER_TURN = 8 * 1_024;
/**
 * A page of a thousand transactions has some fifty thousand.
 * @limit Providers: words, numbers and signs of one response.
 */
const MAX_ANSWER_TOKENS = 500_000;
/** @limit Providers: levels of nesting of a response. */
const MAX_ANSWER_DEPTH = 64;

/** The value, or in words what is wrong: "is not JSON". */
type Parsed = { readonly value: unknown } | { readonly problem: string };

/**
 * JSON with its numbers as they were written (`LosslessNumber`); of members of the same name the last. It is parsed in turns, so that a long
 * answer keeps nobody from the thread, and one that is out of all proportion is given up.
 *
 * @param checkpoint called between turns; what it throws ends the parsing
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
  #depth = 0;
  readonly #tokenizer = new LosslessTokenizer();
  readonly #parser = new TokenParser({ paths: ["$"] });

  constructor() {
    this.#parser.onValue = ({ value }) => (this.#value = { value });
    this.#parser.onError = () => (this.problem ??= "is not JSON");
    this.#tokenizer.onError = () => (this.problem ??= "is not JSON");
    this.#tokenizer.onToken = (token) => {
      if (this.problem !== null) return;
      this.#tokens += 1;
      if (token.token === TokenType.LEFT_BRACE || token.token === TokenType.LEFT_BRACKET) this.#depth += 1;
      if (token.token === TokenType.RIGHT_BRACE || token.token === TokenType.RIGHT_BRACKET) this.#depth -= 1;
      if (this.#tokens > MAX_ANSWER_TOKENS) this.problem = `has more than ${MAX_ANSWER_TOKENS} values and signs`;
      else if (this.#depth > MAX_ANSWER_DEPTH) this.problem = `is nested deeper than ${MAX_ANSWER_DEPTH} levels`;
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

class LosslessTokenizer extends Tokenizer {
  /** The parser hands the token's value on as it is. */
  protected override parseNumber(text: string): number {
    return new LosslessNumber(text) as unknown as number;
  }
}
