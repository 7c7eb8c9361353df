/** Flags of `serve`, with the environment variable that stands in for each. */
export const serveFlags = {
  host: {
    variable: "TINTYPE_HOST",
    fallback: "127.0.0.1",
    meaning: "address to listen on; default with --https: every address",
  },
  port: { variable: "TINTYPE_PORT", fallback: "8080", meaning: "port; 0 picks a free one" },
  data: {
    variable: "TINTYPE_DATA",
    fallback: "./tintype-data",
    meaning: "folder of the configuration and the cache",
  },
  "public-url": {
    variable: "TINTYPE_PUBLIC_URL",
    fallback: undefined,
    meaning: "URL at which clients reach the server; default: as requested",
  },
  id: {
    variable: "TINTYPE_ID",
    fallback: undefined,
    meaning: "ImageKit id to accept as the first path segment",
  },
  "private-key": {
    variable: "TINTYPE_PRIVATE_KEY",
    fallback: undefined,
    meaning: "signs URLs and opens the management API; default: made on the first start",
  },
  "signing-key": {
    variable: "TINTYPE_SIGNING_KEY",
    fallback: undefined,
    meaning: "signs URLs in place of the private key, which then opens the management API alone",
  },
  "previous-private-key": {
    variable: "TINTYPE_PREVIOUS_PRIVATE_KEY",
    fallback: undefined,
    meaning: "a private key that is still valid while clients change to the new one",
  },
  "previous-signing-key": {
    variable: "TINTYPE_PREVIOUS_SIGNING_KEY",
    fallback: undefined,
    meaning: "a signing key whose signatures are still valid while clients change to the new one",
  },
  renderers: {
    variable: "TINTYPE_RENDERERS",
    fallback: undefined,
    meaning: "renderer processes; default: number of cores",
  },
  engine: {
    variable: "TINTYPE_ENGINE",
    fallback: "auto",
    meaning:
      "auto uses the runtime's own codecs where they are right; wasm keeps every decoder in WebAssembly",
  },
  queue: {
    variable: "TINTYPE_QUEUE",
    fallback: undefined,
    meaning: "most rendering jobs that wait; default: 500 per renderer",
  },
  "cache-max-bytes": {
    variable: "TINTYPE_CACHE_MAX_BYTES",
    fallback: "10GiB",
    meaning: "hard limit of the disk cache",
  },
  "memory-max-bytes": {
    variable: "TINTYPE_MEMORY_MAX_BYTES",
    fallback: "64MiB",
    meaning: "memory for frequently requested images; 0 turns it off",
  },
  timeout: {
    variable: "TINTYPE_TIMEOUT",
    fallback: "30s",
    meaning: "time limit of one request, from origin to last byte",
  },
  "max-source-bytes": {
    variable: "TINTYPE_MAX_SOURCE_BYTES",
    fallback: "40MiB",
    meaning: "largest original that is transformed",
  },
  "max-file-bytes": {
    variable: "TINTYPE_MAX_FILE_BYTES",
    fallback: "300MiB",
    meaning: "largest original that is delivered unchanged",
  },
  "max-source-pixels": {
    variable: "TINTYPE_MAX_SOURCE_PIXELS",
    fallback: "100000000",
    meaning: "most pixels of an original that is transformed",
  },
  "max-output-pixels": {
    variable: "TINTYPE_MAX_OUTPUT_PIXELS",
    fallback: "64000000",
    meaning: "pixels of a rendition, and of every intermediate image",
  },
  "max-frames": {
    variable: "TINTYPE_MAX_FRAMES",
    fallback: "300",
    meaning: "most frames of an animation that is transformed",
  },
  "max-steps": {
    variable: "TINTYPE_MAX_STEPS",
    fallback: "20",
    meaning: "most steps in one transformation",
  },
  "max-layers": {
    variable: "TINTYPE_MAX_LAYERS",
    fallback: "20",
    meaning: "most layers in one transformation",
  },
  "max-url-length": {
    variable: "TINTYPE_MAX_URL_LENGTH",
    fallback: "8192",
    meaning: "most characters of path and query",
  },
  "max-renders-per-minute": {
    variable: "TINTYPE_MAX_RENDERS_PER_MINUTE",
    fallback: "0",
    meaning: "new renditions made for one client a minute; 0 for as many as it asks for",
  },
  ffmpeg: {
    variable: "TINTYPE_FFMPEG",
    fallback: "auto",
    meaning:
      "FFmpeg for videos: auto finds it on PATH, off does without, anything else is its path",
  },
  "max-video-bytes": {
    variable: "TINTYPE_MAX_VIDEO_BYTES",
    fallback: "300MiB",
    meaning: "largest video that is transformed, or made",
  },
  fonts: {
    variable: "TINTYPE_FONTS",
    fallback: undefined,
    meaning: "folder of fonts (TrueType, OpenType, WOFF) that texts may name by their family",
  },
  "max-video-seconds": {
    variable: "TINTYPE_MAX_VIDEO_SECONDS",
    fallback: "3600",
    meaning: "longest video that is made",
  },
  "max-video-pixels": {
    variable: "TINTYPE_MAX_VIDEO_PIXELS",
    fallback: "8847360",
    meaning: "most pixels of a frame of a video that is made",
  },
  "video-jobs": {
    variable: "TINTYPE_VIDEO_JOBS",
    fallback: "1",
    meaning: "videos that are made at the same time",
  },
  "video-timeout": {
    variable: "TINTYPE_VIDEO_TIMEOUT",
    fallback: "10m",
    meaning: "time limit for making one video",
  },
  "admin-host": {
    variable: "TINTYPE_ADMIN_HOST",
    fallback: undefined,
    meaning:
      "address of the dashboard and management API; default: as the images, or 127.0.0.1 if the images are public",
  },
  "admin-port": {
    variable: "TINTYPE_ADMIN_PORT",
    fallback: undefined,
    meaning: "port of the dashboard and management API; default: as the images, or the next one",
  },
  "admin-public": {
    variable: "TINTYPE_ADMIN_PUBLIC",
    fallback: undefined,
    meaning: "dashboard and management API at the images' address too; takes no value",
  },
  https: {
    variable: "TINTYPE_HTTPS",
    fallback: undefined,
    meaning:
      "host names, separated by commas, to obtain certificates for by ACME; listens on ports 443 and 80 of every address",
  },
  "http-port": {
    variable: "TINTYPE_HTTP_PORT",
    fallback: undefined,
    meaning:
      "port for requests without TLS, which are redirected; default: 80 with --https, else none",
  },
  "acme-directory": {
    variable: "TINTYPE_ACME_DIRECTORY",
    fallback: "https://acme-v02.api.letsencrypt.org/directory",
    meaning: "ACME server; with --https, you agree to its terms of service",
  },
  "acme-email": {
    variable: "TINTYPE_ACME_EMAIL",
    fallback: undefined,
    meaning: "address the ACME server may write to",
  },
  "acme-check": {
    variable: "TINTYPE_ACME_CHECK",
    fallback: "on",
    meaning: "off orders certificates without checking first that the names lead to this machine",
  },
  "tls-cert": {
    variable: "TINTYPE_TLS_CERT",
    fallback: undefined,
    meaning: "PEM file of your own certificate and its chain; read again when it changes",
  },
  "tls-key": {
    variable: "TINTYPE_TLS_KEY",
    fallback: undefined,
    meaning: "PEM file of its key",
  },
  http3: {
    variable: "TINTYPE_HTTP3",
    fallback: undefined,
    meaning: "HTTP/3 beside HTTP/1.1 and HTTP/2 (experimental); takes no value",
  },
  "trusted-proxies": {
    variable: "TINTYPE_TRUSTED_PROXIES",
    fallback: "127.0.0.0/8,::1",
    meaning: "addresses and networks whose X-Forwarded-For is trusted",
  },
  "idle-timeout": {
    variable: "TINTYPE_IDLE_TIMEOUT",
    fallback: "75s",
    meaning: "how long an idle connection is kept, at most 255s",
  },
  "allow-env": {
    variable: "TINTYPE_ALLOW_ENV",
    fallback: undefined,
    meaning:
      "variables that `env:` in origins may read, separated by commas, with `*` as a wildcard; default: all but TINTYPE_…",
  },
  "allow-folders": {
    variable: "TINTYPE_ALLOW_FOLDERS",
    fallback: undefined,
    meaning:
      "folders that local origins may be in, separated by commas; default: all but the data folder",
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
