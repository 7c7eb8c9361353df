import { signal } from "@preact/signals";
import type { PublicAddress } from "../url/public-address.ts";
import { answerOf, api } from "./client.ts";
import { baseUrl } from "./endpoints/base-url.ts";

/** Where clients find the server, which need not be where its dashboard is. */
const address = signal<PublicAddress>({});

/** Pages wait for this, so that a copied URL is already the public one. */
export async function loadAddress(): Promise<PublicAddress> {
  address.value = await answerOf(api.v1.address.get());
  return address.value;
}

/** What clients' URLs begin with at an endpoint, or without one at all; a slash is at its end. */
export function clientUrl(endpoint: Parameters<typeof baseUrl>[1] = {}): string {
  return baseUrl({ url: location.origin, ...address.value }, endpoint);
}

/** The same on the server that the page is of: the only one that the page may load images from. */
export function localUrl({ urlPrefix }: { urlPrefix?: string } = {}): string {
  return baseUrl({ url: location.origin }, urlPrefix === undefined ? {} : { urlPrefix });
}
