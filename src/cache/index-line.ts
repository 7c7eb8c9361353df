/** What an entry belongs to: a purge finds it by this. */
export interface Label {
  /** Id of the origin that had the original. */
  origin?: string;
  /** Id of the URL endpoint; an original belongs to none. */
  endpoint?: string;
  /** Decoded path inside the endpoint. */
  path?: string;
  /** The transformation as printed; empty for none. */
  asked?: string;
  /** Host name of the request, where it decides what the entry is. */
  host?: string;
  /** Keys of the originals that it was made of, those of layers and fonts included. */
  sources?: readonly string[];
  /** What `purgeEpoch()` was when the work on it began. */
  purgeEpoch?: number;
}

/** An entry as the cache index has it. */
export interface Line {
  key: string;
  /** Path below the folder of files. */
  file: string;
  bytes: number;
  /** JSON. */
  meta: string;
  /** Milliseconds since 1970. */
  checkedAt: number;
  used: number;
}
