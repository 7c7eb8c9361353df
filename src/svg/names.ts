/** The allow-lists. Names are told apart by case, as XML does. */

export const svgNamespace = "http://www.w3.org/2000/svg";
export const xlinkNamespace = "http://www.w3.org/1999/xlink";
export const xmlNamespace = "http://www.w3.org/XML/1998/namespace";

const words = (text: string) => new Set(text.trim().split(/\s+/));

/** Elements that draw something or help to; all others go, with what they hold. */
export const elements = words(`
  svg g defs symbol use a switch view style title desc metadata
  path rect circle ellipse line polyline polygon text tspan textPath image
  linearGradient radialGradient stop pattern clipPath mask marker filter
  feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting
  feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR
  feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight
  feSpecularLighting feSpotLight feTile feTurbulence
  animate animateColor animateMotion animateTransform mpath set
`);

/** Elements whose text is kept; elsewhere it is not drawn. */
export const textual = words("text tspan textPath a title desc metadata");

/** Elements that hold text alone. In HTML, others inside would be HTML elements, not SVG. */
export const textOnly = words("title desc metadata style");

export const animations = words("animate animateColor animateMotion animateTransform set");

/** Elements that show an image, which may be written down in place. */
export const images = words("image feImage");

/** Attributes that are also CSS properties. */
const presentation = words(`
  alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation
  color-interpolation-filters color-profile color-rendering cursor direction display
  dominant-baseline enable-background fill fill-opacity fill-rule filter flood-color flood-opacity
  font font-family font-feature-settings font-kerning font-size font-size-adjust font-stretch
  font-style font-variant font-variation-settings font-weight glyph-orientation-horizontal
  glyph-orientation-vertical image-rendering isolation kerning letter-spacing lighting-color
  line-height marker marker-end marker-mid marker-start mask mask-type mix-blend-mode opacity
  overflow paint-order pointer-events shape-rendering stop-color stop-opacity stroke
  stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit
  stroke-opacity stroke-width text-anchor text-align text-decoration text-overflow text-rendering
  transform transform-box transform-origin unicode-bidi vector-effect visibility white-space
  word-spacing writing-mode
`);

/** Attributes of geometry, gradients, filters and animations. */
const particular = words(`
  accumulate additive amplitude attributeName azimuth baseFrequency baseProfile begin bias by
  calcMode clipPathUnits cx cy d diffuseConstant divisor dur dx dy edgeMode elevation end exponent
  filterRes filterUnits flood-color fr from fx fy gradientTransform gradientUnits height in in2
  intercept k1 k2 k3 k4 kernelMatrix kernelUnitLength keyPoints keySplines keyTimes lengthAdjust
  limitingConeAngle markerHeight markerUnits markerWidth maskContentUnits maskUnits max media
  method min mode numOctaves offset operator order orient origin path pathLength
  patternContentUnits patternTransform patternUnits points pointsAtX pointsAtY pointsAtZ
  preserveAlpha preserveAspectRatio primitiveUnits r radius refX refY repeatCount repeatDur
  restart result rotate rx ry scale seed side slope spacing specularConstant specularExponent
  spreadMethod startOffset stdDeviation stitchTiles surfaceScale tableValues targetX targetY
  textLength to type values version viewBox width x x1 x2 xChannelSelector y y1 y2
  yChannelSelector z zoomAndPan
`);

/** Attributes that are words or names, never CSS and never loaded. */
const plain = words("id class role lang systemLanguage requiredFeatures requiredExtensions");

export function isPlainAttribute(name: string): boolean {
  return plain.has(name) || /^aria-[a-z]+$/.test(name);
}

/** Attributes whose value may be CSS, and can be animated. */
export function isStyledAttribute(name: string): boolean {
  return presentation.has(name) || particular.has(name);
}
