import type { EndpointView } from "../../management/endpoints.ts";
import { answerOf, api } from "../client.ts";

export type Endpoint = EndpointView & { origins?: string[]; urlPrefix?: string };

export const listEndpoints = async (): Promise<Endpoint[]> =>
  (await answerOf(api.v1.accounts["url-endpoints"].get())) as Endpoint[];

export const readEndpoint = async (id: string): Promise<Endpoint> =>
  (await answerOf(api.v1.accounts["url-endpoints"]({ id }).get())) as Endpoint;

/** The URL that an endpoint's pictures begin with on this server, ending with a slash. */
export function baseUrlOf({ urlPrefix }: Endpoint): string {
  return `${location.origin}/${urlPrefix ? `${urlPrefix}/` : ""}`;
}

/** The endpoints that ask this origin. */
export function endpointsOf(id: string, endpoints: readonly Endpoint[]): Endpoint[] {
  return endpoints.filter(({ origins }) => origins?.includes(id));
}

/** A path as it stands in a URL: every segment escaped, slashes kept. */
export function escaped(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
