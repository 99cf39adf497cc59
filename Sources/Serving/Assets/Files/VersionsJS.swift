// Made by Tools/embed-dashboard from Sources/Serving/Dashboard/versions.js: change that file and run it again.

extension Assets {
  static let versionsJS = Asset(
    name: "versions.js", contentType: "text/javascript; charset=utf-8",
    digest: "6873418ef28e9a21eb607ba939eec5d78a81ed080cd13dab24a8363a5032f0f5",
    sourceDigest: "bc194c2eebbfcf144afdfb3b5b4dd09e4155b7acad304b5481bdb04b69ae8643",
    text: ##"""
      import{h,fill,route,address,changed,heading,exact,moment,plural,bytes,badge,copy,table}from"./dom.js";import\##
      {get}from"./api.js";const side=(e,t,n)=>h("td"+(t?"."+t:""),null,e&&[h("small",null,`line ${e.line+1} · ${e.\##
      kind}`),h("pre",null,n??e.text,e.truncated&&" …")]);export default async function({main:e,signal:t,title:n})\##
      {async function s({parts:s,params:o}){const i=s[1].split("@")[0],c="sessions/"+encodeURIComponent(i),[u,d]=a\##
      wait Promise.all([get(c,{},t),get(c+"/versions",{},t)]),a=u.generations,r=+(o.get("to")??a-1),l=+(o.get("fro\##
      m")??Math.max(0,r-1)),m=u.title||i.slice(0,8),f=`ccstore restore ${i.slice(0,8)} --generation ${l}`;n("Versi\##
      ons of "+m);const p=a>1?await get(c+"/diff",{from:l,to:r},t):{files:[]},g=d.versions??d.files?.flatMap(e=>e.\##
      versions??e.generations??[])??[],v=(e,t)=>e.words.length?e.words.filter(e=>e.change!==(t?"new":"lost")).map(\##
      e=>e.change==="kept"?e.text:h(t?"del":"ins",null,e.text)):null,b=(e,t,n)=>h("div",null,h("span.note",null,e)\##
      ,h("div.choice",{role:"group","aria-label":e},Array.from({length:Math.min(a,30)},(e,s)=>h("a",{href:changed(\##
      {[t]:s}),"aria-current":s===n&&"true"},s+1))));fill(e,heading("Versions"),h("p",null,h("a",{href:address("s/\##
      "+i)},m),` · ${plural(a,"version")}`),g.length>0&&table("Versions",[{title:"Version",head:!0,text:e=>String(\##
      (e.generation??0)+1),href:e=>address("s/"+i,{generation:e.generation})},{title:"File",text:e=>e.path??""},{t\##
      itle:"Stored",text:e=>moment(e.time??e.started)},{title:"Why",text:e=>e.reason??""},{title:"Lines",number:!0\##
      ,text:e=>e.lines??e.records??""},{title:"Size",number:!0,text:e=>bytes(e.length??e.bytes)}],g.slice(0,200)),\##
      a<2?h("p.empty",null,"There is one version of this session: nothing that was stored has been rewritten."):[h\##
      ("div.options",null,b("Earlier","from",l),b("Later","to",r)),h("p.command",null,h("code",null,f),h("button",\##
      {type:"button",onclick:()=>copy(f,"Command")},"Copy")),!p.files.length&&h("p.empty",null,"No file has both o\##
      f these versions."),p.files.map(e=>h("section.card",{"aria-label":e.path},h("h2.path",null,e.path),h("p",nul\##
      l,badge(`${exact(e.kept)} kept`),badge(`${exact(e.lost)} lost`,e.lost&&"bad"),badge(`${exact(e.changed)} cha\##
      nged`,e.changed&&"warn"),badge(`${exact(e.new)} new`,e.new&&"good"),e.reordered&&badge("in another order","w\##
      arn")),e.changes.length>0&&h("div.scroll",{tabindex:0,role:"region","aria-label":"Changes"},h("table.diff",n\##
      ull,h("caption.sr",null,"Lines that differ"),h("thead",null,h("tr",null,h("th",{scope:"col"},`Version ${e.fr\##
      om+1}`),h("th",{scope:"col"},`Version ${e.to+1}`))),h("tbody",null,e.changes.slice(0,300).map(e=>h("tr",null\##
      ,side(e.old,e.old&&"lost",v(e,!0)),side(e.new,e.new&&"new",v(e,!1))))))),e.changes.length>300&&h("p.note",nu\##
      ll,`The first 300 of ${exact(e.changes.length)} changes; all of them: `,h("code",null,`ccstore diff ${i.slic\##
      e(0,8)}`))))])}return await s(route()),{update:s}}
      """##)
}
