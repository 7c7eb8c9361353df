import type { OriginView } from "../../api/resources/origins.ts";
import { answerOf, api } from "../client.ts";

export type Origin = OriginView;

export const listOrigins = (): Promise<Origin[]> => answerOf(api.v1.accounts.origins.get());

export const readOrigin = (id: string): Promise<Origin> =>
  answerOf(api.v1.accounts.origins({ id }).get());

/** Where an origin's files are, in a few words. */
export function whereabouts(origin: Origin): string {
  const { bucket, prefix, baseUrl, path, allowedHosts, endpoint } = origin;
  if (typeof bucket === "string") {
    const folder = String(prefix ?? "").replace(/^\/+|\/+$/g, "");
    const host = typeof endpoint === "string" ? ` at ${endpoint.replace(/^https?:\/\//, "")}` : "";
    return `${bucket}${folder === "" ? "" : `/${folder}`}${host}`;
  }
  if (typeof baseUrl === "string") return baseUrl;
  if (typeof path === "string") return path;
  const hosts = Array.isArray(allowedHosts) ? allowedHosts : [];
  return hosts.length > 0 ? hosts.join(", ") : "no hosts allowed yet";
}
