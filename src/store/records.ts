/** An origin as it is configured. */
export interface OriginRecord {
  id: string;
  name: string;
  type: string;
  /** The type's fields that may be shown. */
  settings: Record<string, unknown>;
  /** The fields that may not: write-only towards the outside. */
  secrets: Record<string, unknown>;
}

/** A URL endpoint as it is configured. */
export interface EndpointRecord {
  id: string;
  description: string;
  /** First path segment; empty for the default endpoint. */
  urlPrefix: string;
  settings: Record<string, unknown>;
  /** Ids of its origins, in the order in which they are asked. */
  origins: string[];
}

/** A transformation that URLs call by name. */
export interface NamedRecord {
  id: string;
  name: string;
  transformation: string;
  enabled: boolean;
  /** Milliseconds since 1970. */
  createdAt: number;
}
