import { resources, type Resources } from "./generated/resources.ts";
import { Http, type HttpOptions } from "./http.ts";

export type ClientOptions = HttpOptions;

/** Every resource of the API by its name. */
export interface Client extends Resources {}

/** A client of one server and, by its key, of one account. It holds no connection and needs no closing. */
export function createClient(options: ClientOptions): Client {
  return resources(new Http(options));
}
