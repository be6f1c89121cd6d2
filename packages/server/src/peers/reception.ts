import type { AddressInfo } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import type { Command } from "@plimsoll/core";
import type { Committer } from "../store/commit/committer.ts";
import { BadFrame, frameOf, FrameReader } from "./frames.ts";
import { MAX_UNDER_WAY } from "./link.ts";
import { failureOf, requestOf, type Answered, type Reply, type Request } from "./messages.ts";
import { OPEN_MS, serverSide } from "./secure.ts";

/** @limit Several processes: connections that a process accepts from others. */
const MAX_GUESTS = 128;
/** @limit Several processes: time after which a process that has sent nothing is taken for gone; it sends twice a second. */
const GONE_MS = 10_000;
/** @limit Several processes: time for which a process that stops waits for one that sends nothing. */
const GOODBYE_MS = 1_500;

export interface ReceptionOptions {
  readonly self: { readonly id: string; readonly version: string };
  readonly key: Buffer;
  /** This process's own, so that no command is handed over twice. */
  readonly committer: Pick<Committer, "submit">;
  readonly onTaken: (commands: number) => void;
}

/** Carries out the commands that other processes hand over. */
export class Reception {
  readonly #options: ReceptionOptions;
  readonly #server: Server;
  readonly #guests = new Set<Guest>();
  #leaving: (() => void) | null = null;

  constructor(options: ReceptionOptions) {
    this.#options = options;
    this.#server = createServer(serverSide(options.key));
    this.#server.maxConnections = MAX_GUESTS;
    this.#server.on("tlsClientError", (_error, socket) => socket.destroy());
    this.#server.on("secureConnection", (socket) => this.#receive(socket));
  }

  /** Resolves with the port. */
  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ host, port }, () => {
        this.#server.off("error", reject);
        // One that cannot be accepted is another process's failure to connect.
        this.#server.on("error", () => undefined);
        resolve((this.#server.address() as AddressInfo).port);
      });
    });
  }

  /** Asks the other processes to hand over nothing more. Resolves when everything that they had sent is answered. */
  leave(): Promise<void> {
    this.#server.close();
    return new Promise((resolve) => {
      this.#leaving = resolve;
      for (const guest of this.#guests) guest.dismiss();
      this.#left();
    });
  }

  close(): void {
    this.#server.close();
    for (const guest of this.#guests) guest.close();
  }

  #receive(socket: TLSSocket): void {
    if (this.#leaving !== null) {
      socket.destroy();
      return;
    }
    const guest = new Guest(socket, this.#options, () => {
      this.#guests.delete(guest);
      this.#left();
    });
    this.#guests.add(guest);
  }

  #left(): void {
    if (this.#guests.size === 0) this.#leaving?.();
  }
}

/** Another process's link, at this end. */
class Guest {
  readonly #options: ReceptionOptions;
  readonly #socket: TLSSocket;
  readonly #reader = new FrameReader();
  #isWelcome = false;
  /** It has said that no commands follow. */
  #isDone = false;
  #underWay = 0;
  #answered: Answered[] = [];

  constructor(socket: TLSSocket, options: ReceptionOptions, onClosed: () => void) {
    this.#options = options;
    this.#socket = socket;
    socket
      .setNoDelay(true)
      .setTimeout(OPEN_MS)
      .on("timeout", () => socket.destroy())
      .on("data", (piece: Buffer) => this.#read(piece))
      .on("end", () => socket.destroy())
      // The other end notices by itself.
      .on("error", () => undefined)
      .on("close", onClosed);
  }

  dismiss(): void {
    if (!this.#isWelcome) return this.close();
    this.#write({ type: "leaving" });
    this.#socket.setTimeout(GOODBYE_MS);
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(piece: Buffer): void {
    try {
      for (const value of this.#reader.push(piece)) this.#take(requestOf(value));
    } catch (error) {
      if (!(error instanceof BadFrame)) throw error;
      this.close();
    }
  }

  #take(request: Request): void {
    if (request.type === "hello") this.#greet(request);
    else if (!this.#isWelcome) throw new BadFrame("a request before the greeting");
    else if (request.type === "ping") this.#write({ type: "pong" });
    else if (request.type === "submit") this.#carryOut(request.first, request.commands);
    else {
      this.#isDone = true;
      this.#endIfDone();
    }
  }

  /** A port may have passed to a process of another installation that has the same key: both name whom they mean. */
  #greet({ to, version }: Extract<Request, { type: "hello" }>): void {
    const { self } = this.#options;
    if (to !== self.id || version !== self.version) return this.close();
    this.#isWelcome = true;
    this.#socket.setTimeout(GONE_MS);
    this.#write({ type: "welcome" });
  }

  #carryOut(first: number, commands: readonly Command[]): void {
    if (this.#underWay + commands.length > MAX_UNDER_WAY) throw new BadFrame("more commands than may be under way");
    this.#underWay += commands.length;
    this.#options.onTaken(commands.length);
    for (const [index, command] of commands.entries()) {
      const number = first + index;
      this.#options.committer.submit(command).then(
        (answer) => this.#answer([number, answer, null]),
        (error: unknown) => this.#answer([number, null, failureOf(error)]),
      );
    }
  }

  /** The answers of a batch arrive in one turn, and go back in one message. */
  #answer(answered: Answered): void {
    if (this.#answered.length === 0) setImmediate(() => this.#sendAnswers(this.#answered.splice(0)));
    this.#answered.push(answered);
  }

  #sendAnswers(answers: readonly Answered[]): void {
    if (this.#write({ type: "answers", answers })) {
      this.#underWay -= answers.length;
      this.#endIfDone();
    } else if (answers.length > 1) {
      const middle = answers.length >>> 1;
      this.#sendAnswers(answers.slice(0, middle));
      this.#sendAnswers(answers.slice(middle));
    } else {
      // It is stored, and a repetition with its key is answered; no outcome is nearly as large.
      const failure = { kind: "unavailable", message: "the outcome is too large to be handed back" } as const;
      this.#sendAnswers(answers.map(([number]) => [number, null, failure]));
    }
  }

  #endIfDone(): void {
    if (this.#isDone && this.#underWay === 0) this.#socket.end();
  }

  /** Returns whether it was sent; false when it is too large or cannot be. */
  #write(reply: Reply): boolean {
    const frame = frameOf(reply);
    if (frame !== null && this.#socket.writable) this.#socket.write(frame);
    return frame !== null;
  }
}
