import type pg from "pg";

/** A prepared statement with its parameters: text, or PostgreSQL's binary form where a Buffer is given. */
export interface Statement {
  readonly text: string;
  readonly values: readonly (string | Buffer | null)[];
  /** Not worth keeping prepared. */
  readonly once?: boolean;
}

export type Row = readonly (string | null)[];

/** The part of the driver's connection that writes messages; what its own cursors and streams are built on. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  parse(message: { readonly text: string; readonly name: string }): void;
  bind(message: { readonly statement: string; readonly values: readonly (string | Buffer | null)[] }): void;
  execute(message: Record<string, never>): void;
  sync(): void;
}

/**
 * Sends statements without waiting for each other's answers: one round trip, however many. After the first that fails, PostgreSQL skips
 * the rest, so a COMMIT at the end is reached only when everything before it has been done.
 */
export class Pipeline {
  private readonly client: pg.Client;
  private readonly names = new Map<string, string>();
  private named = 0;

  constructor(client: pg.Client) {
    this.client = client;
  }

  /** The rows of each statement, as text. */
  run(statements: readonly Statement[]): Promise<readonly (readonly Row[])[]> {
    return new Promise((resolve, reject) => {
      const fresh: string[] = [];
      const submit = (wire: Wire) => {
        wire.stream.cork();
        for (const { text, values, once } of statements) {
          let name = once === true ? "" : this.names.get(text);
          if (name === undefined) {
            this.named += 1;
            name = `plimsoll_${this.named}`;
            this.names.set(text, name);
            fresh.push(text);
            wire.parse({ text, name });
          } else if (name === "") {
            wire.parse({ text, name });
          }
          wire.bind({ statement: name, values });
          wire.execute({});
        }
        wire.sync();
        wire.stream.uncork();
      };
      this.client.query(
        new Exchange(submit, (error, results) => {
          if (!error) return resolve(results);
          // Which of the new statements the server has come to know is not known: next time they get other names.
          for (const text of fresh) this.names.delete(text);
          reject(error);
        }),
      );
    });
  }
}

type Callback = (error: Error | null, results: readonly (readonly Row[])[]) => void;

/** What the driver calls with each message of the answer. */
class Exchange {
  readonly submit: pg.Submittable["submit"];
  /** The driver replaces it to keep time. */
  callback: Callback;
  private readonly results: Row[][] = [];
  private rows: Row[] = [];

  constructor(submit: (wire: Wire) => void, callback: Callback) {
    this.submit = (connection) => submit(connection as unknown as Wire);
    this.callback = callback;
  }

  handleDataRow({ fields }: { readonly fields: Row }): void {
    this.rows.push(fields);
  }

  handleCommandComplete(): void {
    this.results.push(this.rows);
    this.rows = [];
  }

  handleReadyForQuery(): void {
    this.callback(null, this.results);
  }

  handleError(error: Error): void {
    this.callback(error, []);
  }
}
