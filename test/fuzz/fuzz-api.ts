import { send } from "../support/http.ts";
import { basic, privateKey } from "../support/management.ts";
import { anyCall, type OpenApi } from "./api-bodies.ts";
import { type Bounds, count, newTally, repeat, type Tally } from "./finding.ts";
import type { FuzzedServer } from "./fuzzed-server.ts";
import { randomOf } from "./random.ts";
import { faultOfApi } from "./verdict.ts";

/** Calls the management API with bodies and queries that are right, nearly right, and wrong. */
export async function fuzzApi(seed: number, bounds: Bounds, server: FuzzedServer): Promise<Tally> {
  const tally = newTally();
  const Authorization = basic(privateKey);
  const document = await send(server.url, "/_/api/openapi.json", { headers: { Authorization } });
  const openApi = JSON.parse(new TextDecoder().decode(document.body)) as OpenApi;
  await repeat(bounds, 4, async (i) => {
    const call = anyCall(openApi, randomOf(seed, i));
    const input = JSON.stringify(call);
    const headers = { Authorization, "Content-Type": "application/json" };
    try {
      const { target, ...options } = call;
      const answer = await send(server.url, target, { ...options, headers });
      const fault = faultOfApi(answer);
      count(tally, answer.status, fault === undefined ? undefined : { input, fault });
    } catch (error) {
      count(tally, "no answer", { input, fault: String(error) });
    }
  });
  const fault = await server.fault();
  if (fault !== undefined) count(tally, "server", { input: `seed ${seed}`, fault });
  return tally;
}
