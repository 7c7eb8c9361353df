/** Where path and query begin in a URL: behind the scheme and the host. */
function startOf(url: string): number {
  return url.indexOf("/", url.indexOf("//") + 2);
}

/** Path and query of a URL. */
export function targetOf(url: string): string {
  return url.slice(startOf(url));
}

/** Whether the path of a URL begins so. */
export function isBelow(folder: string, url: string): boolean {
  return url.startsWith(folder, startOf(url));
}
