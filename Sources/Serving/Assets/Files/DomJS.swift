// Made by Tools/embed-dashboard of the file dom.js of the dashboard. Change that file and run the script.

extension Assets {
  static let domJS = Asset(
    name: "dom.js", contentType: "text/javascript; charset=utf-8",
    digest: "601816d16d6dcd44e399d060073236b59523a456586aa8e022ab6cfc5b840671",
    sourceDigest: "46d97b7de77a2aa6ce5107ca240a76f2d77e23d298b6de5ad23a957c6e0ac7d1",
    text: ##"""
      const svgNames=new Set(["svg","g","path","rect","line","text","title","circle","polyline"]),aliases={label:"\##
      aria-label",current:"aria-current",unspoken:"aria-hidden"};export function h(s,n,...o){if(n?.constructor!==O\##
      bject)return h(s,{},n,...o);const[t,...i]=s.split("."),e=svgNames.has(t)?document.createElementNS("http://ww\##
      w.w3.org/2000/svg",t):document.createElement(t);i.length&&e.setAttribute("class",i.join(" ")),t==="button"&&\##
      (e.type="button");for(const[o,t]of Object.entries(n)){if(t==null||t===!1)continue;const s=aliases[o]??o;if(s\##
      .startsWith("on"))e.addEventListener(s.slice(2),t);else if(s==="style")for(const[n,s]of Object.entries(t))e.\##
      style.setProperty(n,s);else s==="value"?e.value=t:e.setAttribute(s,t===!0&&s===o?"":t)}return e.append(...o.\##
      flat(9).filter(e=>e!=null&&e!==!1)),e}export const fill=(e,...t)=>(e.replaceChildren(...t.flat(9).filter(e=>\##
      e!=null&&e!==!1)),e);export const $=e=>document.getElementById(e);export const say=e=>{$("said").textContent\##
      =e};export function route(){const[t,n]=location.hash.slice(1).split("?");let e=[];try{e=t.split("/").filter(\##
      Boolean).map(decodeURIComponent)}catch{}return{parts:e,params:new URLSearchParams(n??"")}}export function ad\##
      dress(e,t){const o=Object.entries(t??{}).filter(([,e])=>e!=null&&e!==""),n=new URLSearchParams(o.flatMap(([e\##
      ,t])=>Array.isArray(t)?t.map(t=>[e,t]):[[e,t]])),s=route().params.get("as_of");return s&&!n.has("as_of")&&t?\##
      .as_of!==null&&n.set("as_of",s),"#/"+e+(String(n)?"?"+n:"")}export function changed(e){const{parts:s,params:\##
      t}=route(),n={};for(const s of new Set(t.keys())){const e=t.getAll(s);n[s]=e.length>1?e:e[0]}return address(\##
      s.map(encodeURIComponent).join("/"),{...n,...e})}export const go=(e,t)=>{t?(history.replaceState(null,"",e),\##
      dispatchEvent(new HashChangeEvent("hashchange"))):location.hash=e};const whole=new Intl.NumberFormat("en");e\##
      xport const exact=e=>whole.format(e);export function short(e){if(e==null)return"–";if((e<0?-e:e)<1e4)return \##
      whole.format(Math.round(e));const[n,s]=e>=9995e5?[1e9,"B"]:e>=999500?[1e6,"M"]:[1e3,"k"],t=e/n;return t.toFi\##
      xed(t<99.95?1:0)+" "+s}export function dollars(e){return e==null?"no price":"$"+(e>=9999.5?short(e):e>=1e3?w\##
      hole.format(Math.round(e)):e&&e<.01?e.toFixed(4):e.toFixed(2))}export function bytes(e){if(e==null)return"–"\##
      ;const n=["B","kB","MB","GB","TB"];let t=0;for(;e>=999.5&&t<4;t++)e/=1e3;return e.toFixed(t&&e<99.95?1:0)+" \##
      "+n[t]}export function duration(e){if(e==null)return"–";const t=e/1e3;return t<1?Math.round(e)+" ms":t<60?t.\##
      toFixed(t<10?1:0)+" s":t<3600?Math.floor(t/60)+" min":t<86400?Math.floor(t/3600)+" h "+Math.floor(t/60)%60+"\##
       min":Math.floor(t/86400)+" d "+Math.floor(t/3600)%24+" h"}export const percent=(e,t)=>t?(100*e/t).toFixed(e\##
      /t<.0995?1:0)+" %":"–";export const plural=(e,t,n)=>exact(e)+" "+(e===1?t:n??t+"s");export const tokens=e=>e\##
      .input_tokens+e.output_tokens+e.cache_creation_input_tokens+e.cache_read_input_tokens;export const zone=Intl\##
      .DateTimeFormat().resolvedOptions().timeZone||"UTC";const pad=e=>String(e).padStart(2,"0");export const day=\##
      e=>e.getFullYear()+"-"+pad(e.getMonth()+1)+"-"+pad(e.getDate());export const clock=e=>pad(e.getHours())+":"+\##
      pad(e.getMinutes());export function moment(e){if(!e)return"–";const t=new Date(e);return day(t)+" "+clock(t)\##
      }export function ago(e){if(!e)return"–";const t=Date.now()-new Date(e);return t<6e4?t<0?moment(e):"now":t<36\##
      e5?Math.floor(t/6e4)+" min ago":t<864e5?Math.floor(t/36e5)+" h ago":t<14*864e5?Math.floor(t/864e5)+" d ago":\##
      day(new Date(e))}export const time=(e,t)=>h("time",{datetime:e,title:moment(e)},(t??moment)(e));export funct\##
      ion place(e){const t=(e??"").split(/[\\/]/).filter(Boolean);return{name:t.at(-1)??"no project",folder:t.slic\##
      e(0,-1).join("/")}}export const home=e=>(e??"").replace(/[\\/](?:\.[\w-]+[\\/])?\.?worktrees[\\/].*$/,"");ex\##
      port const heading=(e,...t)=>h("div.heading",h("h1",e),...t);export const card=(e,...t)=>h("section.card",{l\##
      abel:e},h("h2",e),t);export const wide=(...e)=>{const t=card(...e);return t.classList.add("wide"),t};export \##
      const empty=(e,...t)=>h("p.empty",e,...t);export const badge=(e,t,n)=>h("span.badge"+(t?"."+t:""),{title:n},\##
      e);export const group=(e,...t)=>h("div.choice",{role:"group",label:e},t);export const choice=(e,t,n,s,o)=>gr\##
      oup(e,n.map(([e,n])=>h("a",{href:changed({[t]:e===o?null:e}),current:e===s},n)));export const chips=(e,t)=>t\##
      .filter(t=>e.get(t)).map(t=>h("a.chip",{href:changed({[t]:null}),label:`Remove the filter ${t}: ${e.get(t)}`\##
      },h("small",t),t==="project"?place(e.get(t)).name:e.get(t)," ×"));export const column=(e,t,n)=>({title:e,tex\##
      t:t,...n});export const amount=(e,t,n)=>({title:e,text:t,number:!0,...n});export function table(e,t,n,s){con\##
      st o=(e,t,n)=>{const s=e.text(t),o=e.href?.(t);return h(n?"td":"th",{class:e.number&&"number",scope:!n&&"row\##
      "},o?h("a",{href:o},s):s)};return h("div.scroll",{tabindex:0,role:"region",label:e},h("table",h("caption.sr"\##
      ,e),h("thead",h("tr",t.map(e=>h("th",{scope:"col",class:e.number&&"number"},e.title)))),h("tbody",n.map(e=>h\##
      ("tr",t.map((t,n)=>o(t,e,n))))),s))}export function save(e,t,n){const s=URL.createObjectURL(new Blob([t],{ty\##
      pe:n}));h("a",{href:s,download:e}).click(),setTimeout(()=>URL.revokeObjectURL(s),1e4)}export function csv(e,\##
      t){const n=e=>{let t=e==null?"":String(e);return typeof e=="string"&&/^[=+\-@\t\r]/.test(t)&&(t="'"+t),/[",\\##
      n\r]/.test(t)?'"'+t.replaceAll('"','""')+'"':t};return[e.map(e=>e.title),...t.map(t=>e.map(e=>(e.value??e.te\##
      xt)(t)))].map(e=>e.map(n).join(",")).join(`\r
      `)+`\r
      `}export async function copy(e,t){try{await navigator.clipboard.writeText(e),say(t+" copied."),toast(t+" cop\##
      ied")}catch{dialog(t,h("pre.copied",{tabindex:0},e))}}let toasted;export function toast(e){toasted?.remove()\##
      ,toasted=h("div.toast",{unspoken:!0},e),document.body.append(toasted);const t=toasted;setTimeout(()=>t.remov\##
      e(),1800)}export function dialog(t,...n){const e=$("dialog");fill(e,h("div.heading",h("h2",{id:"dialog-title\##
      "},t),h("button.quiet",{onclick:()=>e.close()},"Close")),n),e.open||e.showModal()}
      """##)
}
