/** Names of the lists of a stream. Source: ImageKit, adaptive bitrate streaming. */
export const hlsName = "ik-master.m3u8";
export const dashName = "ik-master.mpd";

/** What names of its other files look like; whether there is such a file, the stream knows. */
export const partPattern = String.raw`ik-stream-[a-z\d-]+\.(?:m3u8|mp4|m4s)`;

const part = new RegExp(`^${partPattern}$`);

/** Whether a name that stands behind a path means a stream of it. */
export function namesStream(name: string): boolean {
  return name === hlsName || name === dashName || part.test(name);
}
