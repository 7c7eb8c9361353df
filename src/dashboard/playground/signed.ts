import { useEffect, useState } from "preact/hooks";
import { answerOf, api } from "../client.ts";
import type { Endpoint } from "../endpoints/endpoint.ts";

/** An hour: long enough to look at a picture. In seconds. */
const expires = 3600;

export async function sign(url: string, seconds?: number): Promise<string> {
  const query = { url, ...(seconds === undefined ? {} : { expires: seconds }) };
  return (await answerOf(api.v1.sign.get({ query }))).url;
}

/** A URL that the endpoint accepts: signed where it wants that. Undefined until it is signed. */
export function useAccepted(url: string, endpoint: Endpoint): string | undefined {
  const needed = endpoint.signing !== undefined && endpoint.signing !== "none";
  const [signed, setSigned] = useState<{ of: string; url: string }>();
  useEffect(() => {
    if (!needed) return;
    let over = false;
    sign(url, expires)
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
