/**
 * Drawings with a script in them or something from elsewhere, by what is wrong with them. `RUN` is a
 * script that shows on the page, `ELSEWHERE` an address of another server.
 */
export const scripted: Record<string, string> = {
  script: "<script>RUN</script>",
  "script of elsewhere": '<script href="ELSEWHERE.js"/>',
  "script of elsewhere by xlink": '<script xlink:href="ELSEWHERE.js"/>',
  "script in data": '<script href="data:text/javascript,RUN"/>',
  "script in a namespace of its own":
    '<x:script xmlns:x="http://www.w3.org/2000/svg">RUN</x:script>',
  "script of HTML": '<script xmlns="http://www.w3.org/1999/xhtml">RUN</script>',
  "script in other letters": "<SCRIPT>RUN</SCRIPT><ScRiPt>RUN</ScRiPt>",
  "script in a definition": "<defs><g><script>RUN</script></g></defs>",
  "script behind a section": "<style><![CDATA[</style><script>RUN</script>]]></style>",
  "script in a title": "<title><script>RUN</script></title>",
  "script in a description": "<desc><script>RUN</script></desc>",
  "script that HTML sees in a title": "<title>&lt;/title>&lt;script>RUN&lt;/script></title>",
  "script behind a comment": "<!--><script>RUN</script>-->",
  "script behind a comment that is none": "<!-- --!><script>RUN</script> -->",
  "script by an entity": "<text>&s;</text>",
  "script in an instruction": "<?x ><script>RUN</script>?><text>a</text>",
  "a style sheet by an instruction": '<?xml-stylesheet href="ELSEWHERE.css"?><rect/>',
  "a handler of loading": '<g onload="RUN"/>',
  "a handler of loading at an image": `<image href="data:image/gif;base64,R0lGODlhAQABAAAAACw=" onload="RUN" onerror="RUN"/>`,
  "a handler in other letters": '<g ONLOAD="RUN" onLoad="RUN"/>',
  "a handler of an animation":
    '<rect width="9" height="9"><animate attributeName="x" dur="1ms" onbegin="RUN" onend="RUN"/></rect>',
  "a handler of the focus": '<a href="#a" tabindex="0" autofocus="" onfocus="RUN">a</a>',
  "a handler of the pointer": '<rect width="900" height="900" onmouseover="RUN" onclick="RUN"/>',
  "a handler behind a slash": '<g/onload="RUN"/>',
  "a handler behind a break": '<g x="1"\n\tonload\n=\n"RUN"/>',
  "a handler behind an entity": '<g x="&quot; onload=RUN x=&quot;"/>',
  "a link to a script": '<a href="javascript:RUN"><text y="20">a</text></a>',
  "a link by xlink": '<a xlink:href="javascript:RUN"><text y="20">a</text></a>',
  "a link with a break": '<a href="java&#10;script:RUN"><text y="20">a</text></a>',
  "a link with a control": '<a href="&#1;javascript:RUN"><text y="20">a</text></a>',
  "a link in other letters": '<a href="JaVaScRiPt:RUN"><text y="20">a</text></a>',
  "a link by an entity": '<a href="javascript&#58;RUN"><text y="20">a</text></a>',
  "a link to a page in data":
    '<a href="data:text/html,&lt;script>RUN&lt;/script>"><text>a</text></a>',
  "a link that is set":
    '<a><set attributeName="href" to="javascript:RUN"/><text y="20">a</text></a>',
  "a link that is animated":
    '<a><animate attributeName="href" values="javascript:RUN" dur="9s" fill="freeze"/><text y="20">a</text></a>',
  "a link by xlink that is animated":
    '<a><animate attributeName="xlink:href" from="#" to="javascript:RUN" dur="1ms" fill="freeze"/><text>a</text></a>',
  "a handler that is set": '<g id="h"><set attributeName="onclick" to="RUN"/></g>',
  "a page of HTML":
    '<foreignObject width="99" height="99"><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="RUN"/></body></foreignObject>',
  "a frame of HTML":
    '<foreignObject width="99" height="99"><iframe xmlns="http://www.w3.org/1999/xhtml" src="javascript:parent.RUN"/></foreignObject>',
  "a frame with a page in it":
    '<foreignObject width="9" height="9"><iframe xmlns="http://www.w3.org/1999/xhtml" srcdoc="&lt;script>parent.RUN&lt;/script>"/></foreignObject>',
  "an object of HTML":
    '<foreignObject width="9" height="9"><embed xmlns="http://www.w3.org/1999/xhtml" src="ELSEWHERE.swf"/></foreignObject>',
  "HTML that leaves the drawing": '<p><img src="x" onerror="RUN"/></p>',
  "HTML by mathematics": '<math><mtext><img src="x" onerror="RUN"/></mtext></math>',
  "a base of elsewhere": '<base href="ELSEWHERE/"/><image href="a.png" width="9" height="9"/>',
  "a meta refresh": '<meta http-equiv="refresh" content="0;url=ELSEWHERE"/>',
  "a sheet of elsewhere": '<link rel="stylesheet" href="ELSEWHERE.css"/>',
  "a link of HTML":
    '<link xmlns="http://www.w3.org/1999/xhtml" rel="stylesheet" href="ELSEWHERE.css"/>',
  "an image of elsewhere": '<image href="ELSEWHERE.png" width="9" height="9"/>',
  "an image of elsewhere by xlink": '<image xlink:href="ELSEWHERE.png" width="9" height="9"/>',
  "an image without a scheme": '<image href="//ELSEHOST/a.png" width="9" height="9"/>',
  "an image with odd slashes": '<image href="http:\\\\ELSEHOST\\a.png" width="9" height="9"/>',
  "an image that is set":
    '<image width="9" height="9"><set attributeName="href" to="ELSEWHERE.png"/></image>',
  "a use of elsewhere": '<use href="ELSEWHERE.svg#a"/>',
  "a use of data": `<use href="data:image/svg+xml,&lt;svg xmlns='http://www.w3.org/2000/svg' id='a' onload='RUN'/>#a"/>`,
  "an image of a filter":
    '<filter id="f"><feImage href="ELSEWHERE.png"/></filter><rect width="9" height="9" filter="url(#f)"/>',
  "a filter of elsewhere": '<rect width="9" height="9" filter="url(ELSEWHERE.svg#f)"/>',
  "a paint of elsewhere": '<rect width="9" height="9" fill="url(ELSEWHERE.svg#f)"/>',
  "a mask of elsewhere": '<rect width="9" height="9" mask="url(ELSEWHERE.svg#f)"/>',
  "a mask of elsewhere in a style":
    '<rect width="9" height="9" style="mask-image:url(ELSEWHERE.png)"/>',
  "a pointer of elsewhere": '<rect width="999" height="999" cursor="url(ELSEWHERE.cur),auto"/>',
  "a background of elsewhere": "<style>svg{background:url(ELSEWHERE.png)}</style><rect/>",
  "an imported sheet": "<style>@import 'ELSEWHERE.css';</style><rect/>",
  "an imported sheet by url": "<style>@import url(ELSEWHERE.css);</style><rect/>",
  "an imported sheet in escapes": "<style>@\\69mport 'ELSEWHERE.css';</style><rect/>",
  "a url in escapes": "<style>svg{background:u\\72l('ELSEWHERE.png')}</style><rect/>",
  "a url behind a comment": "<style>svg{background:/**/url(/**/'ELSEWHERE.png')}</style><rect/>",
  "a set of images":
    "<style>svg{background:image-set('ELSEWHERE.png' 1x,url(ELSEWHERE.png) 2x)}</style><rect/>",
  "a font of elsewhere":
    "<style>@font-face{font-family:f;src:url(ELSEWHERE.woff)}text{font-family:f}</style><text y='20'>a</text>",
  "a property of elsewhere":
    "<style>svg{--a:url(ELSEWHERE.png);background:var(--a)}</style><rect/>",
  "a content of elsewhere":
    "<style>g::before,svg::after{content:url(ELSEWHERE.png)}</style><g><rect/></g>",
  "a video of HTML":
    '<foreignObject width="9" height="9"><video xmlns="http://www.w3.org/1999/xhtml" src="ELSEWHERE.mp4" poster="ELSEWHERE.png" autoplay=""/></foreignObject>',
  "an iframe of its own": '<iframe src="ELSEWHERE.html"/>',
  "an audio of its own":
    '<audio xmlns="http://www.w3.org/1999/xhtml" src="ELSEWHERE.mp3" autoplay=""/>',
  "a handler of the document": '<handler type="text/javascript">RUN</handler>',
  "a listener of XML events":
    '<rect xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load" ev:handler="data:text/javascript,RUN"/>',
};
