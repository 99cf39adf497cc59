// Made by Tools/embed-dashboard from Sources/Serving/Dashboard/dom.js: change that file and run it again.

extension Assets {
  static let domJS = Asset(
    name: "dom.js", contentType: "text/javascript; charset=utf-8",
    digest: "e7032182e095204060db496348791816b4289801dae071e437ff78d4c7f36afe",
    sourceDigest: "b7d261736774f6942240a0b20f9dc9894d985c5adf5681804feaab83b4c36181",
    text: ##"""
      const svgNames=new Set(["svg","g","path","rect","line","text","title","circle","polyline"]);export function \##
      h(s,o,...i){const[t,...n]=s.split("."),e=svgNames.has(t)?document.createElementNS("http://www.w3.org/2000/sv\##
      g",t):document.createElement(t);n.length&&e.setAttribute("class",n.join(" "));for(const[n,t]of Object.entrie\##
      s(o??{})){if(t==null||t===!1)continue;if(n.startsWith("on"))e.addEventListener(n.slice(2),t);else if(n==="st\##
      yle")for(const[n,s]of Object.entries(t))e.style.setProperty(n,s);else n==="value"?e.value=t:e.setAttribute(n\##
      ,t===!0?"":t)}return e.append(...i.flat(3).filter(e=>e!=null&&e!==!1)),e}export const fill=(e,...t)=>(e.repl\##
      aceChildren(...t.flat(3).filter(e=>e!=null&&e!==!1)),e);export const $=e=>document.getElementById(e);export \##
      const say=e=>{$("said").textContent=e};export function route(){const[t,n]=location.hash.slice(1).split("?");\##
      let e=[];try{e=t.split("/").filter(Boolean).map(decodeURIComponent)}catch{}return{parts:e,params:new URLSear\##
      chParams(n??"")}}export function address(e,t){const o=Object.entries(t??{}).filter(([,e])=>e!=null&&e!==""),\##
      n=new URLSearchParams(o.flatMap(([e,t])=>Array.isArray(t)?t.map(t=>[e,t]):[[e,t]])),s=route().params.get("as\##
      _of");return s&&!n.has("as_of")&&t?.as_of!==null&&n.set("as_of",s),"#/"+e+(String(n)?"?"+n:"")}export functi\##
      on changed(e){const{parts:s,params:t}=route(),n={};for(const s of new Set(t.keys())){const e=t.getAll(s);n[s\##
      ]=e.length>1?e:e[0]}return address(s.map(encodeURIComponent).join("/"),{...n,...e})}export const go=(e,t)=>{\##
      t?(history.replaceState(null,"",e),dispatchEvent(new HashChangeEvent("hashchange"))):location.hash=e};const \##
      whole=new Intl.NumberFormat("en");export const exact=e=>whole.format(e);export function short(e){if(e==null)\##
      return"–";if((e<0?-e:e)<1e4)return whole.format(Math.round(e));const[n,s]=e>=9995e5?[1e9,"B"]:e>=999500?[1e6\##
      ,"M"]:[1e3,"k"],t=e/n;return t.toFixed(t<99.95?1:0)+" "+s}export function dollars(e){return e==null?"no pric\##
      e":"$"+(e>=9999.5?short(e):e>=1e3?whole.format(Math.round(e)):e&&e<.01?e.toFixed(4):e.toFixed(2))}export fun\##
      ction bytes(e){if(e==null)return"–";const n=["B","kB","MB","GB","TB"];let t=0;for(;e>=999.5&&t<4;t++)e/=1e3;\##
      return e.toFixed(t&&e<99.95?1:0)+" "+n[t]}export function duration(e){if(e==null)return"–";const t=e/1e3;ret\##
      urn t<1?Math.round(e)+" ms":t<60?t.toFixed(t<10?1:0)+" s":t<3600?Math.floor(t/60)+" min":t<86400?Math.floor(\##
      t/3600)+" h "+Math.floor(t/60)%60+" min":Math.floor(t/86400)+" d "+Math.floor(t/3600)%24+" h"}export const p\##
      ercent=(e,t)=>t?(100*e/t).toFixed(e/t<.0995?1:0)+" %":"–";export const plural=(e,t,n)=>exact(e)+" "+(e===1?t\##
      :n??t+"s");export const tokens=e=>e.input_tokens+e.output_tokens+e.cache_creation_input_tokens+e.cache_read_\##
      input_tokens;export const zone=Intl.DateTimeFormat().resolvedOptions().timeZone||"UTC";const pad=e=>String(e\##
      ).padStart(2,"0");export const day=e=>e.getFullYear()+"-"+pad(e.getMonth()+1)+"-"+pad(e.getDate());export co\##
      nst clock=e=>pad(e.getHours())+":"+pad(e.getMinutes());export function moment(e){if(!e)return"–";const t=new\##
       Date(e);return day(t)+" "+clock(t)}export function ago(e){if(!e)return"–";const t=Date.now()-new Date(e);re\##
      turn t<6e4?t<0?moment(e):"now":t<36e5?Math.floor(t/6e4)+" min ago":t<864e5?Math.floor(t/36e5)+" h ago":t<14*\##
      864e5?Math.floor(t/864e5)+" d ago":day(new Date(e))}export const time=(e,t)=>h("time",{datetime:e,title:mome\##
      nt(e)},(t??moment)(e));export function place(e){const t=(e??"").split(/[\\/]/).filter(Boolean);return{name:t\##
      .at(-1)??"no project",folder:t.slice(0,-1).join("/")}}export const home=e=>(e??"").replace(/[\\/]\.?(?:\w+[\\##
      \/])?\.?worktrees?[\\/].*$/,"");export const heading=(e,...t)=>h("div.heading",null,h("h1",null,e),...t);exp\##
      ort const card=(e,...t)=>h("section.card",{"aria-label":e},h("h2",null,e),t);export const empty=(e,...t)=>h(\##
      "p.empty",null,e,...t);export const badge=(e,t,n)=>h("span.badge"+(t?"."+t:""),{title:n},e);export function \##
      choice(e,t,n,s,o){return h("div.choice",{role:"group","aria-label":e},n.map(([e,n])=>h("a",{href:changed({[t\##
      ]:e===o?null:e}),"aria-current":e===s&&"true"},n)))}export function table(e,t,n,s){const o=(e,t)=>{const n=e\##
      .node?.(t)??e.text(t),s=e.href?.(t);return h(e.head?"th":"td",{class:e.number&&"number",scope:e.head&&"row"}\##
      ,s?h("a",{href:s},n):n)};return h("div.scroll",{tabindex:0,role:"region","aria-label":e},h("table",null,h("c\##
      aption.sr",null,e),h("thead",null,h("tr",null,t.map(e=>h("th",{scope:"col",class:e.number&&"number"},e.title\##
      )))),h("tbody",null,n.map(e=>h("tr",null,t.map(t=>o(t,e))))),s))}export function save(e,t,n){const s=URL.cre\##
      ateObjectURL(new Blob([t],{type:n}));h("a",{href:s,download:e}).click(),setTimeout(()=>URL.revokeObjectURL(s\##
      ),1e4)}export function csv(e,t){const n=e=>{let t=e==null?"":String(e);return typeof e=="string"&&/^[=+\-@\t\##
      \r]/.test(t)&&(t="'"+t),/[",\n\r]/.test(t)?'"'+t.replaceAll('"','""')+'"':t};return[e.map(e=>e.title),...t.m\##
      ap(t=>e.map(e=>(e.value??e.text)(t)))].map(e=>e.map(n).join(",")).join(`\r
      `)+`\r
      `}export async function copy(e,t){try{await navigator.clipboard.writeText(e),say(t+" copied."),toast(t+" cop\##
      ied")}catch{dialog(t,h("pre.copied",{tabindex:0},e))}}let toasted;export function toast(e){toasted?.remove()\##
      ,toasted=h("div.toast",{"aria-hidden":"true"},e),document.body.append(toasted);const t=toasted;setTimeout(()\##
      =>t.remove(),1800)}export function dialog(t,...n){const e=$("dialog");fill(e,h("div.heading",null,h("h2",{id\##
      :"dialog-title"},t),h("button.quiet",{type:"button",onclick:()=>e.close()},"Close")),n),e.open||e.showModal(\##
      )}
      """##)
}
