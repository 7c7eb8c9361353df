import type { UrlEndpoint } from "../endpoints/loaded-config.ts";
import type { OriginRecord } from "../store/records.ts";
import { rewriterFor } from "../url/services.ts";
import { needsRewriter, type Recognition } from "./service.ts";

/** The endpoint, or a copy of it that reads the service's URLs. */
export function readerFor(
  endpoint: UrlEndpoint,
  service: Recognition["service"],
  records: readonly OriginRecord[],
): UrlEndpoint {
  if (!needsRewriter(service)) return endpoint;
  const needed = rewriterFor(service, keepsTypes(endpoint, records));
  if (endpoint.urlRewriter?.type === needed.type) return endpoint;
  return { ...endpoint, urlRewriter: needed, strictRewriter: false };
}

/** Whether `image/upload` is part of the key: in a backup bucket whose folder does not name it. */
function keepsTypes(endpoint: UrlEndpoint, records: readonly OriginRecord[]): boolean {
  return endpoint.origins.some(({ id }) => {
    const record = records.find((one) => id.startsWith(`${one.id}.`));
    const types = /\/(?:image|video|raw)(?:\/|$)/;
    return (
      record?.type === "CLOUDINARY_BACKUP" && !types.test(String(record.settings.prefix ?? ""))
    );
  });
}
