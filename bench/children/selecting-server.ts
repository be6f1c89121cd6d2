import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { serve } from "../support/rpc.ts";

/** A bare server that reads its response from PostgreSQL: one prepared SELECT by primary key for each request. */
export interface SelectingServer {
  readonly url: string;
  /** Each of the rows, which are selected in turn. */
  readonly body: string;
  readonly rows: number;
}

const SELECT = { name: "select-body", text: "SELECT body FROM bench_bodies WHERE id = $1" };

const api = {
  listen: async ({ url, body, rows }: SelectingServer): Promise<number> => {
    // One connection, as Plimsoll has for enquiries.
    const pool = new pg.Pool({ connectionString: url, max: 1 });
    await pool.query("CREATE TABLE bench_bodies (id bigint PRIMARY KEY, body text NOT NULL)");
    await pool.query("INSERT INTO bench_bodies SELECT n, $1 FROM generate_series(1, $2::bigint) AS s(n)", [body, rows]);
    await pool.query("VACUUM (ANALYZE) bench_bodies");
    let received = 0;
    const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
      request.resume();
      request.on("end", () => {
        received += 1;
        pool.query<{ body: string }>({ ...SELECT, values: [1 + (received % rows)] }, (error: Error | null, result) => {
          const selected = error ? error.message : (result.rows[0]?.body ?? "");
          response.writeHead(error ? 500 : 200, {
            "content-type": "application/json",
            "content-length": Buffer.byteLength(selected),
          });
          response.end(selected);
        });
      });
    });
    return new Promise((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
  },
};

export type SelectingServerApi = typeof api;

serve(api);
