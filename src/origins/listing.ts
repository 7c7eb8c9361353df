/** What lies in one folder of an origin, one page of it. */
export interface Listing {
  /** Whole paths with a final slash, as `prefix` takes them. */
  folders: string[];
  files: ListedFile[];
  /** Where the next page begins; absent on the last one. */
  cursor?: string;
}

export interface ListedFile {
  /** What follows the endpoint in a URL, not encoded. */
  path: string;
  bytes?: number;
  /** Milliseconds since 1970. */
  modified?: number;
}

export interface ListingRequest {
  /** Folder with a final slash; empty for the origin's root. */
  prefix: string;
  cursor?: string | undefined;
  /** Folders and files together, at least 1. */
  limit: number;
}
