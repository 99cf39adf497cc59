// Made by Tools/embed-dashboard of the file text.js of the dashboard. Change that file and run the script.

extension Assets {
  static let textJS = Asset(
    name: "text.js", contentType: "text/javascript; charset=utf-8",
    digest: "ec071ba68c09dce2f8fa7bda6f03928ccef49160e7960a589356d4534399eec6",
    sourceDigest: "d1a8051e47a42340beef1356953462a06b29d6989a8571738b85f9e23db98d1d",
    text: ##"""
      import{h}from"./dom.js";const inlines=/(`+)(.+?)\1(?!`)|\*\*(?=\S)(.+?)\*\*|__(?=\S)(.+?)__(?!\w)|(?<![\w*])\##
      \*(?=[^\s*])([^*\n]+?)\*(?![\w*])|\[([^\]\n]{1,400})\]\((https?:\/\/[^\s)]{1,2000})\)|(https?:\/\/[^\s<>"'`)\##
      \]]{1,2000})/g,link=(e,...t)=>h("a",{href:e,rel:"noopener noreferrer",target:"_blank"},...t);export function\##
       inline(e,t=0){if(t>4||e.length>2e4)return[e];const n=[];let s=0;for(const i of e.matchAll(inlines)){n.push(\##
      e.slice(s,i.index));const[u,,a,r,c,l,m,d,o]=i;if(s=i.index+u.length,a!=null)n.push(h("code",a));else if(r??c\##
      )n.push(h("strong",inline(r??c,t+1)));else if(l)n.push(h("em",inline(l,t+1)));else if(d)n.push(link(d,inline\##
      (m,5)));else if(o){const e=/[.,;:!?]+$/.exec(o)?.[0]??"";n.push(link(o.slice(0,o.length-e.length),o.slice(0,\##
      o.length-e.length)),e)}}return n.push(e.slice(s)),n}export function plain(e){if(e.length<12e3)return h("pre"\##
      ,e);const t=[];for(let s=0;s<e.length;){let n=Math.min(e.length,s+6e3);const o=e.lastIndexOf(`
      `,n);n<e.length&&o>s+1e3?n=o+1:/[\ud800-\udbff]/.test(e[n-1]??"")&&(n-=1),t.push(h("span.part",e.slice(s,n))\##
      ),s=n}return h("pre",t)}const cells=e=>e.trim().replace(/^\||\|$/g,"").split(/(?<!\\)\|/).map(e=>e.trim()),i\##
      tem=/^(\s*)(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;export function markdown(e){return e.length>6e4?[plain(e)]:block\##
      s(e.split(`
      `),0)}function blocks(e,t){const n=[];let o=[];const s=()=>{if(!o.length)return;n.push(h("p",o.flatMap((e,t)\##
      =>t?[h("br"),...inline(e)]:inline(e)))),o=[]};for(let i=0;i<e.length;i++){const a=e[i];let r;if(a.trim())if(\##
      r=/^(\s*)(`{3,}|~{3,})\s*([\w+#.-]*)/.exec(a)){s();const[,o,l,a]=r,t=[];for(i++;i<e.length&&!e[i].trim().sta\##
      rtsWith(l);i++)t.push(e[i].startsWith(o)?e[i].slice(o.length):e[i]);const c=plain(t.join(`
      `));a&&(c.dataset.language=a),n.push(c)}else if(r=/^(#{1,6})\s+(.*?)\s*#*$/.exec(a))s(),n.push(h("p.h"+r[1].\##
      length,inline(r[2])));else if(/^\s*([-*_])(\s*\1){2,}\s*$/.test(a))s(),n.push(h("hr"));else if(a.includes("|\##
      ")&&/^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(e[i+1]??"")){s();const t=[],o=cells(a);for(i+=2;i<e.l\##
      ength&&e[i].includes("|");i++)t.push(cells(e[i]));i--,n.push(h("div.scroll",{tabindex:0,role:"region",label:\##
      "Table"},h("table",h("thead",h("tr",o.map(e=>h("th",{scope:"col"},inline(e))))),h("tbody",t.map(e=>h("tr",e.\##
      map(e=>h("td",inline(e)))))))))}else if(/^\s{0,3}>/.test(a)&&t<6){s();const o=[];for(;i<e.length&&/^\s{0,3}>\##
      /.test(e[i]);i++)o.push(e[i].replace(/^\s{0,3}>\s?/,""));i--,n.push(h("blockquote",blocks(o,t+1)))}else if((\##
      r=item.exec(a))&&t<6){s();const o=r[1].length,a=r[2]!=null,l=r[2],c=[];for(;i<e.length;i++){const t=item.exe\##
      c(e[i]);if(t&&t[1].length<=o&&t[2]!=null===a)c.push([t[3]]);else if(t&&t[1].length<o+2||!e[i].trim()&&!/^\s+\##
      \S/.test(e[i+1]??"")&&!item.test(e[i+1]??"")||!t&&e[i].trim()&&!/^\s/.test(e[i]))break;else c.at(-1).push(e[\##
      i].slice(Math.min(o+2,/^\s*/.exec(e[i])[0].length)))}i--;const d=c.map(e=>{const n=/^\[([ xX])\]\s+(.*)$/.ex\##
      ec(e[0]);return n&&(e[0]=(n[1]===" "?"☐ ":"☑ ")+n[2]),h("li",e.length>1?blocks(e,t+1):inline(e[0]))});n.push\##
      (h(a?"ol":"ul",{start:a&&l!=="1"&&l},d))}else o.push(a);else s()}return s(),n}export function fields(e){try{\##
      const t=JSON.parse(e);return t&&typeof t=="object"&&!Array.isArray(t)?Object.entries(t):null}catch{return nu\##
      ll}}export function gist(e){const n=fields(e)?.find(([,e])=>typeof e=="string")?.[1]??/:\s*"((?:[^"\\]|\\.)*\##
      )/.exec(e)?.[1]??"",t=n.trim().split(`
      `)[0];return t.length>160?t.slice(0,159)+"…":t}
      """##)
}
