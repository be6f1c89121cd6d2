import { connect, type TLSSocket } from "node:tls";
import type { Answer, Command } from "@plimsoll/core";
import { QueueFull } from "../store/commit/committer.ts";
import { StoreUnavailable } from "../store/port/unavailable.ts";
import { BadFrame, frameOf, FrameReader } from "./frames.ts";
import { errorOf, replyOf, type Answered, type Reply, type Request } from "./messages.ts";
import { clientSide, OPEN_MS } from "./secure.ts";

/** @limit Several processes: commands that one process has handed over to another and that are not answered; further ones receive 429. */
export const MAX_UNDER_WAY = 10_000;
/** @limit Several processes: commands in one message between two processes. */
const MAX_COMMANDS = 256;
/** @limit Several processes: half seconds without a word from another process, after which it is handed nothing more. */
const SILENT_TICKS = 4;
/** @limit Several processes: half seconds without a word from another process, after which what it was handed is answered with 503. */
const LOST_TICKS = 10;

/** A process as it announces itself. */
export interface Peer {
  readonly id: string;
  readonly host: string;
  readonly port: number;
}

export interface LinkOptions {
  readonly peer: Peer;
  readonly self: { readonly id: string; readonly version: string };
  readonly key: Buffer;
  /** Carries out a command that was to be handed over and has certainly not been sent. */
  readonly carryOut: (command: Command) => Promise<Answer<Command>>;
  /** The other process has committed these. */
  readonly onCommitted: (commands: readonly Command[]) => void;
  readonly onOpen: () => void;
  /** Called once; `wasOpen` is false when the other process could not be reached, or is none of ours. */
  readonly onClosed: (wasOpen: boolean, error: Error | null) => void;
}

interface Handed {
  readonly command: Command;
  readonly resolve: (answer: Answer<Command>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A connection to another process, over which this one hands over commands. A command is sent once: when the link breaks
 * before its answer, it is not known whether it was stored, and that is what its caller gets.
 */
export class Link {
  readonly #options: LinkOptions;
  readonly #socket: TLSSocket;
  readonly #late: NodeJS.Timeout;
  readonly #reader = new FrameReader();
  #state: "opening" | "open" | "leaving" | "closed" = "opening";
  #wasOpen = false;
  #error: Error | null = null;
  #silence = 0;
  #turn: Handed[] = [];
  readonly #underWay = new Map<number, Handed>();
  #next = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
    const { peer, self, key } = options;
    this.#socket = connect({ host: peer.host, port: peer.port, ...clientSide(key) });
    this.#late = setTimeout(() => this.#socket.destroy(new Error("no answer in time")), OPEN_MS);
    this.#socket
      .setNoDelay(true)
      .on("secureConnect", () => this.#write({ type: "hello", to: peer.id, version: self.version }))
      .on("data", (piece: Buffer) => this.#read(piece))
      .on("end", () => this.#socket.destroy())
      .on("error", (error) => {
        this.#error = error;
      })
      .on("close", () => this.#closed());
  }

  /** Whether commands can be handed over now. */
  get isTaking(): boolean {
    return this.#state === "open" && this.#silence < SILENT_TICKS;
  }

  get underWay(): number {
    return this.#underWay.size + this.#turn.length;
  }

  /** Hands over a command with the others of this turn. Resolves and rejects as the other process's committer does. */
  submit(command: Command): Promise<Answer<Command>> {
    if (this.underWay >= MAX_UNDER_WAY) return Promise.reject(new QueueFull());
    return new Promise((resolve, reject) => {
      if (this.#turn.length === 0) setImmediate(() => this.#sendTurn());
      this.#turn.push({ command, resolve, reject });
    });
  }

  /** To be called at even intervals. A process that was stopped itself counts one such time, however long it was. */
  tick(): void {
    if (this.#state !== "open" && this.#state !== "leaving") return;
    this.#silence += 1;
    if (this.#silence >= LOST_TICKS) this.#socket.destroy(new Error("the process no longer answers"));
    else this.#write({ type: "ping" });
  }

  /** Hands over nothing more. The other process ends the link when it has answered everything. */
  leave(): void {
    if (this.#state !== "open") return;
    this.#sendTurn();
    this.#state = "leaving";
    this.#write({ type: "bye" });
  }

  close(): void {
    this.#socket.destroy();
  }

  #sendTurn(): void {
    const turn = this.#turn.splice(0);
    for (let from = 0; from < turn.length; from += MAX_COMMANDS) this.#send(turn.slice(from, from + MAX_COMMANDS));
  }

  #send(handed: readonly Handed[]): void {
    const first = this.#next;
    const sent = this.#state !== "closed" && this.#write({ type: "submit", first, commands: handed.map(commandOf) });
    if (sent) {
      this.#next += handed.length;
      for (const [index, each] of handed.entries()) this.#underWay.set(first + index, each);
    } else if (handed.length > 1 && this.#state !== "closed") {
      const middle = handed.length >>> 1;
      this.#send(handed.slice(0, middle));
      this.#send(handed.slice(middle));
    } else {
      for (const { command, resolve, reject } of handed) this.#options.carryOut(command).then(resolve, reject);
    }
  }

  /** Returns whether it was sent; false when it is too large or cannot be. */
  #write(request: Request): boolean {
    const frame = frameOf(request);
    if (frame !== null) this.#socket.write(frame);
    return frame !== null;
  }

  #read(piece: Buffer): void {
    this.#silence = 0;
    try {
      for (const value of this.#reader.push(piece)) this.#take(replyOf(value));
    } catch (error) {
      if (!(error instanceof BadFrame)) throw error;
      this.#socket.destroy(error);
    }
  }

  #take(reply: Reply): void {
    if (reply.type === "answers") this.#settle(reply.answers);
    else if (reply.type === "leaving") this.leave();
    else if (reply.type === "welcome" && this.#state === "opening") {
      this.#state = "open";
      this.#wasOpen = true;
      clearTimeout(this.#late);
      this.#options.onOpen();
    }
  }

  #settle(answers: readonly Answered[]): void {
    const committed: Command[] = [];
    for (const [number, answer, failure] of answers) {
      const handed = this.#underWay.get(number);
      if (handed === undefined) continue;
      this.#underWay.delete(number);
      if (answer === null) handed.reject(errorOf(failure ?? { kind: "unavailable", message: "no answer" }));
      else {
        committed.push(handed.command);
        handed.resolve(answer);
      }
    }
    if (committed.length > 0) this.#options.onCommitted(committed);
  }

  #closed(): void {
    clearTimeout(this.#late);
    this.#state = "closed";
    this.#sendTurn();
    const unknown = new StoreUnavailable(
      "the process that carries out this account's changes ended before it answered",
    );
    for (const { reject } of this.#underWay.values()) reject(unknown);
    this.#underWay.clear();
    this.#options.onClosed(this.#wasOpen, this.#error);
  }
}

function commandOf({ command }: Handed): Command {
  return command;
}
