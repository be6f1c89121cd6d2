import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { afterEveryFile } from "../e2e/file-hooks.ts";

const COMMIT = Buffer.from("COMMIT\0");

interface Line {
  readonly client: Socket;
  readonly database: Socket;
}

/** `forwarded`: PostgreSQL commits and the response is lost; `dropped`: it never receives the COMMIT. */
export type CommitLoss = "forwarded" | "dropped";

const open = new Set<StoreProxy>();
afterEveryFile(async () => {
  await Promise.all([...open].map((proxy) => proxy.close()));
  open.clear();
});

/** A proxy between a server and PostgreSQL that fails on demand as networks do. */
export class StoreProxy {
  readonly #target: URL;
  readonly #server = createServer({ pauseOnConnect: true }, (client) => this.#accept(client));
  readonly #lines = new Set<Line>();
  readonly #abandoned = new Set<Socket>();
  #port = 0;
  #refusing = false;
  #silent = false;
  #loss: { readonly how: CommitLoss; readonly happened: () => void } | null = null;

  constructor(databaseUrl: string) {
    this.#target = new URL(databaseUrl);
  }

  async listen(): Promise<this> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
    open.add(this);
    return this;
  }

  /** The database's URL through the proxy. */
  get url(): string {
    const url = new URL(this.#target);
    url.hostname = "127.0.0.1";
    url.port = String(this.#port);
    return url.href;
  }

  /** Cuts every connection; new ones are accepted. */
  reset(): void {
    for (const line of this.#lines) cut(line);
  }

  /** Cuts every connection and accepts none, until `resume`. */
  refuse(): void {
    this.#refusing = true;
    this.reset();
  }

  /** Stops all traffic, on connections old and new, and closes none, until `resume`. */
  stall(): void {
    this.#silent = true;
    for (const line of this.#lines) hush(line);
  }

  /** The present connections go silent forever, as when a machine vanishes; new ones are accepted. */
  abandon(): void {
    for (const line of this.#lines) {
      hush(line);
      this.#abandoned.add(line.client);
      this.#lines.delete(line);
      line.database.destroy();
    }
  }

  /** Ends `refuse` and `stall`. */
  resume(): void {
    this.#refusing = false;
    this.#silent = false;
    for (const { client, database } of this.#lines) {
      client.resume();
      database.resume();
    }
  }

  /** The next COMMIT's response never arrives: its connection is cut instead. Resolves when that has happened. */
  loseNextCommit(how: CommitLoss): Promise<void> {
    return new Promise((happened) => {
      this.#loss = { how, happened };
    });
  }

  async close(): Promise<void> {
    open.delete(this);
    this.reset();
    for (const client of this.#abandoned) client.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #accept(client: Socket): void {
    if (this.#refusing) {
      client.resetAndDestroy();
      return;
    }
    const database = connect(Number(this.#target.port || 5432), this.#target.hostname);
    const line: Line = { client, database };
    this.#lines.add(line);
    client.on("data", (chunk: Buffer) => this.#forward(line, chunk));
    database.on("data", (chunk: Buffer) => client.write(chunk));
    for (const socket of [client, database]) {
      socket.on("error", () => undefined);
      socket.on("close", () => {
        this.#lines.delete(line);
        // An abandoned client does not notice the end of its database connection.
        if (!this.#abandoned.has(client)) cut(line);
      });
    }
    if (this.#silent) hush(line);
    else client.resume();
  }

  #forward(line: Line, chunk: Buffer): void {
    const loss = chunk.includes(COMMIT) ? this.#loss : null;
    if (loss === null) {
      line.database.write(chunk);
      return;
    }
    this.#loss = null;
    const lose = () => {
      cut(line);
      loss.happened();
    };
    if (loss.how === "dropped") return lose();
    // PostgreSQL has responded, so it has committed; the response is dropped here.
    line.database.removeAllListeners("data").once("data", lose);
    line.database.write(chunk);
  }
}

function hush({ client, database }: Line): void {
  client.pause();
  database.pause();
}

function cut({ client, database }: Line): void {
  if (!client.destroyed) client.resetAndDestroy();
  database.destroy();
}
