import { useEffect, useState } from "preact/hooks";
import { answerOf, api } from "../client.ts";
import type { Endpoint } from "../endpoints/endpoint.ts";

/** Long enough to look at a preview. */
const lifetimeSeconds = 3600;

export async function sign(url: string, seconds?: number): Promise<string> {
  const query = { url, ...(seconds === undefined ? {} : { expires: seconds }) };
  return (await answerOf(api.v1.sign.get({ query }))).url;
}

/** A URL that the endpoint accepts, signed if it requires that. Undefined until it is signed. */
export function useAccepted(url: string, endpoint: Endpoint): string | undefined {
  const needed = endpoint.signing !== undefined && endpoint.signing !== "none";
  const [signed, setSigned] = useState<{ of: string; url: string }>();
  useEffect(() => {
    if (!needed) return;
    let over = false;
    sign(url, lifetimeSeconds)
      .catch(() => url)
      .then((found) => {
        if (!over) setSigned({ of: url, url: found });
      });
    return () => {
      over = true;
    };
  }, [url, needed]);
  if (!needed) return url;
  return signed?.of === url ? signed.url : undefined;
}
