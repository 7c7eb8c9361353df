import type { Size } from "../../plan/size.ts";

/** What is in a file of moving images or sound. */
export interface Film {
  /** Length of the whole; 0 where the file does not tell. */
  seconds: number;
  /** Bits a second of the whole file; 0 where that cannot be told. */
  bitRate: number;
  video?: VideoFacts;
  audio?: { codec: string; channels: number };
}

export interface VideoFacts {
  /** Which of the file's streams it is, from 0. */
  stream: number;
  codec: string;
  /** As it is shown: upright, with square pixels. */
  width: number;
  height: number;
  /** Degrees clockwise by which a player turns it. */
  rotation: 0 | 90 | 180 | 270;
  /** Frames a second. */
  frameRate: number;
  /** Whether pixels are as wide as they are high. */
  hasSquarePixels: boolean;
  /** Whether it is stored in the one way that all players show: eight bits, colours halved. */
  isCommon: boolean;
  /** Whether it is one image, such as the cover of a song. */
  isCover: boolean;
}

/** Which key frame of a film is taken, and how large it becomes: upright, with square pixels. */
export interface WantedFrame extends Size {
  /** Seconds from the start: the key frame that is shown last before. */
  at: number;
  /** Whether the best of the key frames that follow is taken. */
  search: boolean;
  /** Length of the film; 0 where it is not known. */
  seconds: number;
  /** Of a frame, beyond which none is decoded. */
  maxPixels: number;
}
