import type pg from "pg";

/** A prepared statement with its parameters: text, or PostgreSQL's binary form for a Buffer. */
export interface Statement {
  readonly text: string;
  readonly values: readonly (string | Buffer | null)[];
  /** Too rare to stay prepared. */
  readonly once?: boolean;
  /** Called with the rows of a statement that is written for more than its effect. */
  readonly take?: (rows: readonly Row[]) => void;
}

export type Row = readonly (string | null)[];

/** The part of the driver's connection that writes messages; the driver's own cursors and streams use it. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  parse(message: { readonly text: string; readonly name: string }): void;
  bind(message: { readonly statement: string; readonly values: readonly (string | Buffer | null)[] }): void;
  execute(message: Record<string, never>): void;
  flush(): void;
  sync(): void;
}

type Results = readonly (readonly Row[])[];

/**
 * Sends statements without waiting for each other's results: one round trip, however many. After the first failure
 * PostgreSQL skips the rest, so a COMMIT at the end is reached only when everything before it has been done.
 */
export class Pipeline {
  private readonly client: pg.Client;
  private readonly names = new Map<string, string>();
  private named = 0;

  constructor(client: pg.Client) {
    this.client = client;
  }

  /**
   * The rows of each statement, as text. `onSent` is called when they are sent; never, if the connection has ended by
   * then.
   */
  run(statements: readonly Statement[], onSent?: () => void): Promise<Results> {
    return this.exchange([statements], onSent)[0] as Promise<Results>;
  }

  /**
   * Two groups of statements in one round trip. The first resolves without waiting for the second, which is skipped
   * when the first fails.
   */
  runBoth(
    first: readonly Statement[],
    second: readonly Statement[],
    onSent: () => void,
  ): readonly [Promise<Results>, Promise<Results>] {
    return this.exchange([first, second], onSent) as [Promise<Results>, Promise<Results>];
  }

  private exchange(groups: readonly (readonly Statement[])[], onSent?: () => void): Promise<Results>[] {
    const exchange = new Exchange(
      groups.map(({ length }) => length),
      (connection) => {
        const wire = connection as unknown as Wire;
        const fresh: string[] = [];
        onSent?.();
        wire.stream.cork();
        for (const [index, statements] of groups.entries()) {
          if (index > 0) wire.flush();
          for (const statement of statements) this.write(wire, statement, fresh);
        }
        wire.sync();
        wire.stream.uncork();
        return fresh;
      },
      // It is not known which of the new statements the server has prepared: next time they get other names.
      (fresh) => {
        for (const text of fresh) this.names.delete(text);
      },
    );
    this.client.query(exchange);
    return exchange.answers;
  }

  private write(wire: Wire, { text, values, once }: Statement, fresh: string[]): void {
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
}

interface Group {
  readonly size: number;
  readonly results: Row[][];
  readonly resolve: (results: Results) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One exchange of messages, as the driver runs it: it calls `submit`, then the handlers with each message of the
 * response.
 */
class Exchange {
  /** One for each group. A caller that does not need a group may ignore it. */
  readonly answers: Promise<Results>[];
  readonly submit: pg.Submittable["submit"];
  /** The driver replaces it to measure time. */
  callback: (error: Error | null) => void;
  private readonly groups: Group[] = [];
  private answered = 0;
  private rows: Row[] = [];

  constructor(
    sizes: readonly number[],
    submit: (connection: pg.Connection) => readonly string[],
    onFailure: (fresh: readonly string[]) => void,
  ) {
    let fresh: readonly string[] = [];
    this.submit = (connection) => {
      fresh = submit(connection);
    };
    this.answers = sizes.map(
      (size) => new Promise((resolve, reject) => this.groups.push({ size, results: [], resolve, reject })),
    );
    for (const answer of this.answers) answer.catch(() => undefined);
    this.callback = (error) => {
      if (error) onFailure(fresh);
      for (const { results, resolve, reject } of this.groups) {
        if (error) reject(error);
        else resolve(results);
      }
    };
  }

  handleDataRow({ fields }: { readonly fields: Row }): void {
    this.rows.push(fields);
  }

  handleCommandComplete(): void {
    const group = this.groups[this.answered];
    if (!group) return;
    group.results.push(this.rows);
    this.rows = [];
    if (group.results.length < group.size) return;
    this.answered += 1;
    group.resolve(group.results);
  }

  handleReadyForQuery(): void {
    this.callback(null);
  }

  handleError(error: Error): void {
    this.callback(error);
  }
}
