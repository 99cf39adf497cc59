// Made by Tools/embed-dashboard of the file versions.js of the dashboard. Change that file and run the script.

extension Assets {
  static let versionsJS = Asset(
    name: "versions.js", contentType: "text/javascript; charset=utf-8",
    digest: "9376e7531cc7afc84efe102511ff5c4b677607877587ee59aca7c5f0d4d79eca",
    sourceDigest: "234860c3a5e7fe061584caaeedc95910a5f5521f7bdcd9c57d6384bb8cda24f3",
    text: ##"""
      import{h,fill,route,address,changed,heading,exact,moment,plural,bytes,badge,copy,table,column,amount,group}f\##
      rom"./dom.js";import{get}from"./api.js";const side=(e,t,n)=>h("td"+(t?"."+t:""),null,e&&[h("small",`line ${e\##
      .line+1} · ${e.kind}`),h("pre",n??e.text,e.truncated&&" …")]);export default async function({main:e,signal:t\##
      ,title:n}){async function s({parts:s,params:o}){const i=s[1].split("@")[0],c="sessions/"+encodeURIComponent(\##
      i),[f,b]=await Promise.all([get(c,{},t),get(c+"/versions",{},t)]),a=f.generations,r=+(o.get("to")??a-1),l=+(\##
      o.get("from")??Math.max(0,r-1)),u=f.title||i.slice(0,8),m=`ccstore restore ${i.slice(0,8)} --generation ${l}\##
      `;n("Versions of "+u);const d=a>1?await get(c+"/diff",{from:l,to:r},t):{files:[]},p=b.files.flatMap(e=>e.gen\##
      erations.map(t=>({...t,path:e.path}))),g=(e,t)=>e.words.length?e.words.filter(e=>e.change!==(t?"new":"lost")\##
      ).map(e=>e.change==="kept"?e.text:h(t?"del":"ins",null,e.text)):null,v=(e,t,n)=>h("div",h("span.note",e),gro\##
      up(e,Array.from({length:Math.min(a,30)},(e,s)=>h("a",{href:changed({[t]:s}),current:s===n},s+1))));fill(e,he\##
      ading("Versions"),h("p",h("a",{href:address("s/"+i)},u),` · ${plural(a,"version")}`),p.length>0&&table("Vers\##
      ions",[column("Version",e=>String(e.generation+1),{href:e=>address("s/"+i,{generation:e.generation})}),colum\##
      n("File",e=>e.path),column("Stored",e=>moment(e.decision?.time)),column("Why",e=>e.decision?.reason??"first \##
      version"),amount("Lines",e=>exact(e.records)),amount("Size",e=>bytes(e.bytes))],p.slice(0,200)),a<2?h("p.emp\##
      ty","There is one version of this session: nothing that was stored has been rewritten."):[h("div.options",v(\##
      "Earlier","from",l),v("Later","to",r)),h("p.command",h("code",m),h("button",{onclick:()=>copy(m,"Command")},\##
      "Copy")),!d.files.length&&h("p.empty","No file has both of these versions."),d.files.map(e=>h("section.card"\##
      ,{label:e.path},h("h2.path",e.path),h("p",badge(`${exact(e.kept)} kept`),badge(`${exact(e.lost)} lost`,e.los\##
      t&&"bad"),badge(`${exact(e.changed)} changed`,e.changed&&"warn"),badge(`${exact(e.new)} new`,e.new&&"good"),\##
      e.reordered&&badge("in another order","warn")),e.changes.length>0&&h("div.scroll",{tabindex:0,role:"region",\##
      label:"Changes"},h("table.diff",h("caption.sr","Lines that differ"),h("thead",h("tr",h("th",{scope:"col"},`V\##
      ersion ${e.from+1}`),h("th",{scope:"col"},`Version ${e.to+1}`))),h("tbody",e.changes.slice(0,300).map(e=>h("\##
      tr",side(e.old,e.old&&"lost",g(e,!0)),side(e.new,e.new&&"new",g(e,!1))))))),e.changes.length>300&&h("p.note"\##
      ,`The first 300 of ${exact(e.changes.length)} changes; all of them: `,h("code",`ccstore diff ${i.slice(0,8)}\##
      `))))])}return await s(route()),{update:s}}
      """##)
}
