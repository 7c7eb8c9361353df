/** What imgix understands and we cannot make. */
export const unsupportedNames: ReadonlySet<string> = new Set(
  (
    "blend-anchor mark-anchor " +
    "border-bottom border-left border-radius-inner border-right " +
    "border-top chromasub colorquant colors expires faceindex faces " +
    "fill-gen-prompt fp-debug grid-colors grid-size high htn nr nrs " +
    "pdf-annotation prefix transparency trim-pad trim-sd txt-lead txt-lig txt-line " +
    "txt-line-color txt-shad bg-replace upscale gif-q fps interval loop reverse " +
    "skip"
  ).split(" "),
);

/** Other spellings of parameters. imgix has shorter ones too, which look like what others put into queries. */
export const aliases: Record<string, string> = {
  width: "w",
  height: "h",
  or: "orient",
  inv: "invert",
  mono: "monochrome",
  fillcolor: "fill-color",
  maskbg: "mask-bg",
  trimcolor: "trim-color",
  trimmd: "trim-md",
  trimtol: "trim-tol",
  trimsd: "trim-sd",
  trimpad: "trim-pad",
  "max-width": "max-w",
  "max-height": "max-h",
  "min-width": "min-w",
  "min-height": "min-h",
  txtsize: "txt-size",
  txtcolor: "txt-color",
  txtclr: "txt-color",
  "txt-clr": "txt-color",
  txtfont: "txt-font",
  txtalign: "txt-align",
  txtpad: "txt-pad",
  txtwidth: "txt-width",
  txtfit: "txt-fit",
  txtclip: "txt-clip",
  txtlead: "txt-lead",
  txtlig: "txt-lig",
  txtline: "txt-line",
  txtlinecolor: "txt-line-color",
  txtlineclr: "txt-line-color",
  "txt-line-clr": "txt-line-color",
  txtshad: "txt-shad",
  txttrack: "txt-track",
  markbase: "mark-base",
  markw: "mark-w",
  markh: "mark-h",
  markscale: "mark-scale",
  markfit: "mark-fit",
  markalpha: "mark-alpha",
  markalign: "mark-align",
  markpad: "mark-pad",
  marktile: "mark-tile",
  markx: "mark-x",
  marky: "mark-y",
  blendalign: "blend-align",
  blendalpha: "blend-alpha",
  blendcolor: "blend-color",
  blendcrop: "blend-crop",
  blendfit: "blend-fit",
  blendh: "blend-h",
  blendw: "blend-w",
  blendmode: "blend-mode",
  blendpad: "blend-pad",
  blendsize: "blend-size",
  blendx: "blend-x",
  blendy: "blend-y",
};
