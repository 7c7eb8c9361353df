import { withoutFfmpeg } from "../../video/clips.ts";
import type { WildUrl } from "./lists.ts";
import type { Answered } from "./served.ts";

const videos = /\/videos?\/|\.(?:mp4|webm|mov|m3u8)(?:[/?]|$)|ik-thumbnail/;

/** Whether a URL asks for a video, or for something that is made of one. */
export function isOfVideo({ written, service }: Pick<WildUrl, "written" | "service">): boolean {
  return service !== "imgix" && videos.test(written);
}

/** The media type that a URL says it is of, by its end and by its format. */
function saidType(url: string): string {
  if (/ik-thumbnail|\.jpg(?:\?|$)|f_jpg/.test(url)) return "image/jpeg";
  if (/\.webp$/.test(url)) return "image/webp";
  if (/\.gif$/.test(url)) return "image/gif";
  if (/\.m3u8$/.test(url)) return "application/vnd.apple.mpegurl";
  return /\.webm$/.test(url) ? "video/webm" : "video/mp4";
}

/** Whether what came is what a URL says: where the server chooses the format, any image is one. */
export function isAsSaid(url: string, status: number, type: string | null): boolean {
  const said = saidType(url);
  if (status !== 200) return false;
  const chosen = /f_auto|ik-thumbnail/.test(url) && said.startsWith("image/");
  return chosen ? type?.startsWith("image/") === true : type === said;
}

/** How many of the URLs of videos gave what they say. */
export function videosText(answers: readonly Answered[]): string {
  if (withoutFfmpeg !== undefined) return `videos: ${withoutFfmpeg}\n`;
  const asked = answers.filter(({ url }) => isOfVideo(url));
  const wrong = asked.filter(({ url, status, type }) => !isAsSaid(url.written, status, type));
  const right = asked.length - wrong.length;
  const share = ((right / Math.max(1, asked.length)) * 100).toFixed(1);
  const others = wrong.map(({ url, status, type }) => `  ${status} ${type} ${url.written}\n`);
  return `${"videos".padEnd(20)}${String(asked.length).padStart(5)}  ${right} give what they say: ${share} %\n${others.join("")}`;
}
