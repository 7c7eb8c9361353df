import type { EndpointView } from "../../api/resources/endpoints.ts";
import { answerOf, api } from "../client.ts";
import type { Origin } from "../origins/origin.ts";

export type Endpoint = EndpointView & {
  origins?: string[];
  urlPrefix?: string;
  hostnames?: string[];
};

export const listEndpoints = async (): Promise<Endpoint[]> =>
  (await answerOf(api.v1.accounts["url-endpoints"].get())) as Endpoint[];

export const readEndpoint = async (id: string): Promise<Endpoint> =>
  (await answerOf(api.v1.accounts["url-endpoints"]({ id }).get())) as Endpoint;

/** The endpoints that use an origin; the folder of `tintype serve FOLDER` belongs to the default. */
export function endpointsOf({ id, served }: Origin, endpoints: readonly Endpoint[]): Endpoint[] {
  return endpoints.filter((one) => (served ? one.id === "default" : one.origins?.includes(id)));
}

/** A path as it stands in a URL: every segment escaped, slashes kept. */
export function escaped(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
