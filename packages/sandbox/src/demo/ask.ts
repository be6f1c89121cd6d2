/** A response of the server's API. */
export interface ApiResponse {
  readonly status: number;
  readonly body: unknown;
}

export type Ask = (method: string, path: string, body?: unknown) => Promise<ApiResponse>;

/** `/api/v1` of the demo's server, with its admin key. */
export function asking(url: string, key: string, signal: AbortSignal): Ask {
  return async (method, path, body) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal,
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : (JSON.parse(text) as unknown) };
  };
}

/** The body of a successful response. Throws any other response. */
export async function must<T>(answer: Promise<ApiResponse>): Promise<T> {
  const { status, body } = await answer;
  if (status >= 200 && status < 300) return body as T;
  throw new Error(`the demo's server responded with ${status}: ${JSON.stringify(body)}`);
}
