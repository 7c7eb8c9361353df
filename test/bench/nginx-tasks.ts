import { existsSync } from "node:fs";

/** Lines of nginx's configuration, by where they stand. */
export interface NginxTask {
  modules?: string;
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
