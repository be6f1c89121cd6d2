import { createSocket, type RemoteInfo } from "node:dgram";
import { once } from "node:events";

/** A name's record: addresses of either family, or silence. A name that is not listed does not exist. */
export type NameRecord = { readonly addresses: readonly string[]; readonly ttl?: number } | "silent";

const TYPE_A = 1;
const TYPE_AAAA = 28;
const NXDOMAIN = 3;

/** A name server on a free UDP port of loopback, as small as its tests need it. */
export class DnsServer {
  readonly records = new Map<string, NameRecord>();
  /** The queried names, in order, with the kind of record: `a.test A`. */
  readonly asked: string[] = [];
  /** A kind of record for which it never responds. */
  silentFor: "A" | "AAAA" | null = null;
  readonly #socket = createSocket("udp4");

  async start(): Promise<this> {
    this.#socket.on("message", (query, from) => this.#receive(query, from));
    this.#socket.bind(0, "127.0.0.1");
    await once(this.#socket, "listening");
    return this;
  }

  /** In the form of PLIMSOLL_DNS_SERVERS. */
  get address(): string {
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  stop(): void {
    this.#socket.close();
  }

  #receive(query: Buffer, from: RemoteInfo): void {
    const labels: string[] = [];
    let at = 12;
    for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
      labels.push(query.toString("latin1", at + 1, at + 1 + length));
      at += 1 + length;
    }
    const type = query.readUInt16BE(at + 1);
    const question = query.subarray(12, at + 5);
    const name = labels.join(".").toLowerCase();
    const kind = type === TYPE_A ? "A" : "AAAA";
    this.asked.push(`${name} ${kind}`);
    const record = this.records.get(name);
    if (record === "silent" || kind === this.silentFor) return;
    const family = type === TYPE_A ? 4 : type === TYPE_AAAA ? 6 : 0;
    const found = (record?.addresses ?? []).filter((address) => (address.includes(":") ? 6 : 4) === family);
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x8180 | (record === undefined ? NXDOMAIN : 0), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(found.length, 6);
    const answers = found.map((address) => answerOf(type, record?.ttl ?? 60, bytesOf(address)));
    this.#socket.send(Buffer.concat([header, question, ...answers]), from.port, from.address);
  }
}

function answerOf(type: number, ttl: number, data: Buffer): Buffer {
  const head = Buffer.alloc(12);
  // The name is the query's.
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(ttl, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function bytesOf(address: string): Buffer {
  if (!address.includes(":")) return Buffer.from(address.split(".").map(Number));
  const [left = "", right = ""] = address.split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16)));
  const [first, last] = [groups(left), groups(right)];
  const all = [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}
