import { existsSync } from "node:fs";
import { join } from "node:path";

/** Lines of nginx's configuration, by where they stand. */
export interface NginxTask {
  modules?: string;
  http?: string;
  location?: string;
}

/** Of Debian's libnginx-mod-http-image-filter. */
const imageFilter = "/usr/lib/nginx/modules/ngx_http_image_filter_module.so";

/** Making JPEGs of a width, each time anew. */
export function resizing(width: number): NginxTask {
  if (!existsSync(imageFilter)) {
    throw new Error(
      "Expected nginx's image_filter on this machine: apt-get install libnginx-mod-http-image-filter",
    );
  }
  return {
    modules: `load_module ${imageFilter};`,
    location: `image_filter resize ${width} -; image_filter_jpeg_quality 80; image_filter_buffer 100M;`,
  };
}

/**
 * Keeping what a server behind it answers, which two clients at once make it do but once.
 * @param address the server's host and port
 */
export function caching(address: string, data: string): NginxTask {
  return {
    http: `
  proxy_cache_path ${join(data, "cache")} levels=1:2 keys_zone=renditions:10m inactive=1d max_size=1g use_temp_path=off;
  upstream renderers { server ${address}; keepalive 8; }`,
    // Debian's `tcp_nopush` lets the end of what is longer than one of loopback's packets, 64 kB, wait
    // for the client's acknowledgement, which takes 40 ms: no network has such packets.
    location: `
    tcp_nopush off;
    proxy_pass http://renderers;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_cache renditions;
    proxy_cache_valid 200 1d;
    proxy_cache_lock on;
    add_header X-Cache-Status $upstream_cache_status;`,
  };
}
