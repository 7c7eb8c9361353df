import { send } from "./http.ts";

/** Opens the management API of the servers in tests. */
export const privateKey = "private_test_key";

export function basic(user: string): string {
  return `Basic ${Buffer.from(`${user}:`).toString("base64")}`;
}

/** Calls the management API of a server that was started with `--private-key` and this key. */
export function managementOf(url: string) {
  return async function call(
    method: string,
    path: string,
    body?: unknown,
    authorization: string | undefined = basic(privateKey),
  ) {
    const headers = { "Content-Type": "application/json", Authorization: authorization };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await send(url, `/_/api${path}`, { method, headers, ...sent });
    const text = new TextDecoder().decode(answer.body);
    return { status: answer.status, json: text === "" ? undefined : JSON.parse(text) };
  };
}

export type Management = ReturnType<typeof managementOf>;

/** Adds a web origin on loopback; its id. */
export async function addWebOrigin(call: Management, name: string, baseUrl: string) {
  const body = { type: "WEB_FOLDER", name, baseUrl, allowPrivateNetwork: true };
  const { status, json } = await call("POST", "/v1/accounts/origins", body);
  if (status !== 201) throw new Error(`The origin was not added: ${JSON.stringify(json)}`);
  return json.id as string;
}

/** Adds an endpoint, or changes the default one when `urlPrefix` is empty. */
export async function putEndpoint(
  call: Management,
  { urlPrefix = "", ...settings }: Record<string, unknown> & { origins: string[] },
): Promise<void> {
  const path = "/v1/accounts/url-endpoints";
  const body = { description: urlPrefix || "the default", urlPrefix, ...settings };
  const { status, json } =
    urlPrefix === "" ? await call("PUT", `${path}/default`, body) : await call("POST", path, body);
  if (status > 201) throw new Error(`The endpoint was not set: ${JSON.stringify(json)}`);
}
