/** Flags of `serve`, with the environment variable that stands in for each. */
export const serveFlags = {
  host: { variable: "TINTYPE_HOST", fallback: "127.0.0.1", meaning: "address to listen on" },
  port: { variable: "TINTYPE_PORT", fallback: "8080", meaning: "port; 0 picks a free one" },
  data: {
    variable: "TINTYPE_DATA",
    fallback: "./tintype-data",
    meaning: "folder of origins.sqlite and the cache",
  },
  "public-url": {
    variable: "TINTYPE_PUBLIC_URL",
    fallback: undefined,
    meaning: "URL under which clients see the server; default: as they ask for it",
  },
  id: {
    variable: "TINTYPE_ID",
    fallback: undefined,
    meaning: "ImageKit id accepted as the first path segment",
  },
  "private-key": {
    variable: "TINTYPE_PRIVATE_KEY",
    fallback: undefined,
    meaning: "opens the management API; default: made on the first start, printed once",
  },
  renderers: {
    variable: "TINTYPE_RENDERERS",
    fallback: undefined,
    meaning: "renderer processes; default: number of cores",
  },
  queue: {
    variable: "TINTYPE_QUEUE",
    fallback: undefined,
    meaning: "jobs that may wait; default: 16 per renderer",
  },
  "cache-max-bytes": {
    variable: "TINTYPE_CACHE_MAX_BYTES",
    fallback: "10GiB",
    meaning: "hard bound of the disk cache",
  },
  "memory-max-bytes": {
    variable: "TINTYPE_MEMORY_MAX_BYTES",
    fallback: "64MiB",
    meaning: "hot renditions in memory; 0 turns it off",
  },
  timeout: {
    variable: "TINTYPE_TIMEOUT",
    fallback: "30s",
    meaning: "time for one request, from origin to last byte",
  },
  "max-source-bytes": {
    variable: "TINTYPE_MAX_SOURCE_BYTES",
    fallback: "40MiB",
    meaning: "largest original that is transformed",
  },
  "max-file-bytes": {
    variable: "TINTYPE_MAX_FILE_BYTES",
    fallback: "300MiB",
    meaning: "largest original that is passed through",
  },
  "max-source-pixels": {
    variable: "TINTYPE_MAX_SOURCE_PIXELS",
    fallback: "100000000",
    meaning: "pixels of an original that is transformed",
  },
  "max-output-pixels": {
    variable: "TINTYPE_MAX_OUTPUT_PIXELS",
    fallback: "100000000",
    meaning: "pixels of a rendition, and of every picture on the way to it",
  },
  "max-frames": {
    variable: "TINTYPE_MAX_FRAMES",
    fallback: "300",
    meaning: "frames of an animation that is transformed",
  },
  "max-steps": {
    variable: "TINTYPE_MAX_STEPS",
    fallback: "20",
    meaning: "steps in one transformation",
  },
  "max-layers": {
    variable: "TINTYPE_MAX_LAYERS",
    fallback: "20",
    meaning: "layers in one transformation",
  },
  "max-url-length": {
    variable: "TINTYPE_MAX_URL_LENGTH",
    fallback: "8192",
    meaning: "characters of path and query",
  },
  "admin-host": {
    variable: "TINTYPE_ADMIN_HOST",
    fallback: undefined,
    meaning:
      "address of dashboard and management API; default: as the images, or 127.0.0.1 where strangers can reach them",
  },
  "admin-port": {
    variable: "TINTYPE_ADMIN_PORT",
    fallback: undefined,
    meaning: "port of dashboard and management API; default: as the images, or the next one",
  },
  "admin-public": {
    variable: "TINTYPE_ADMIN_PUBLIC",
    fallback: undefined,
    meaning: "dashboard and management API at the images' address too; takes no value",
  },
  "trusted-proxies": {
    variable: "TINTYPE_TRUSTED_PROXIES",
    fallback: "127.0.0.0/8,::1",
    meaning: "addresses and networks whose X-Forwarded-For is believed",
  },
  "idle-timeout": {
    variable: "TINTYPE_IDLE_TIMEOUT",
    fallback: "75s",
    meaning: "time for which a silent connection is kept, at most 255s",
  },
  "allow-env": {
    variable: "TINTYPE_ALLOW_ENV",
    fallback: undefined,
    meaning:
      "variables that `env:` of origins may read: names, `*` for anything, commas between; default: all but TINTYPE_…",
  },
  "allow-folders": {
    variable: "TINTYPE_ALLOW_FOLDERS",
    fallback: undefined,
    meaning:
      "folders below which local folders may lie, commas between; default: all but the data folder",
  },
  log: {
    variable: "TINTYPE_LOG",
    fallback: undefined,
    meaning: "text or json; default: text on a terminal",
  },
} as const satisfies Record<
  string,
  { variable: string; fallback: string | undefined; meaning: string }
>;
