// Made by Tools/embed-dashboard of the file lists.js of the dashboard. Change that file and run the script.

extension Assets {
  static let listsJS = Asset(
    name: "lists.js", contentType: "text/javascript; charset=utf-8",
    digest: "265d9d4a6154c1baa221126422d6623705b2a2815d7f82ad5724e7db2e459e18",
    sourceDigest: "f403c3c1a2ad4efd3e0e689cca05d75418b4e1abdda0e425bc694a19ffe3f91c",
    text: ##"""
      import{h,fill,route,address,heading,choice,dollars,short,exact,percent,tokens,duration,plural,time,ago,place\##
      ,zone,table,column,amount,home,card,wide}from"./dom.js";import{get}from"./api.js";import{ranked,span,spark}f\##
      rom"./charts.js";import{ranges}from"./overview.js";export async function tools({main:e,signal:t}){async func\##
      tion n({params:n}){const o=n.get("range")??"all",a=await get("tools",{since:o==="all"?null:o,tz:zone,project\##
      :n.get("project"),session:n.get("session")},t),s=a.tools,i=Math.max(...s.map(e=>e.longest_ms??0),1e3);fill(e\##
      ,heading("Tools",h("div.grow"),choice("Period","range",ranges,o,"all")),s.length?h("div.cards",card("Calls, \##
      and errors among them",ranked(s.slice(0,12).map(e=>({name:e.tool,value:e.calls,text:exact(e.calls),share:e.e\##
      rrors/e.calls,note:e.errors?percent(e.errors,e.calls)+" errors":null})))),card("Most errors",ranked(s.filter\##
      (e=>e.errors).sort((e,t)=>t.errors-e.errors).slice(0,12).map(e=>({name:e.tool,value:e.errors,text:exact(e.er\##
      rors),href:address("search",{q:"error",tool:e.tool,role:"tool_output"}),note:percent(e.errors,e.calls)})))),\##
      wide("All tools",table("Tools",[column("Tool",e=>e.tool),amount("Calls",e=>exact(e.calls)),amount("Errors",e\##
      =>exact(e.errors)),amount("Share",e=>percent(e.errors,e.calls)),amount("No result",e=>exact(e.unanswered)),a\##
      mount("Median",e=>duration(e.median_ms)),amount("Longest",e=>duration(e.longest_ms)),column(`From the median\##
       to the longest, 1 ms to ${duration(i)}`,e=>e.median_ms==null?"–":span(e.median_ms,e.longest_ms,i,`Median ${\##
      duration(e.median_ms)}, longest ${duration(e.longest_ms)}`)),amount("Together",e=>duration(e.total_ms))],s))\##
      ):h("p.empty","No tool was called in this period. ",h("a",{href:address("tools")},"Show all")))}return await\##
       n(route()),{update:n}}export async function projects({main:e,signal:t}){async function n(){const[a,r]=await\##
       Promise.all([get("usage",{by:"project",split:"month",tz:zone},t),get("facets",{tz:zone},t)]),n=new Map,i=e=\##
      >{const t=home(e);return n.has(t)||n.set(t,{key:t,paths:new Set,cost:0,tokens:0,sessions:0,months:{},last:nu\##
      ll}),n.get(t).paths.add(e),n.get(t)};for(const e of a.groups){const t=i(e.key);t.cost+=e.cost_usd??0,t.token\##
      s+=tokens(e);for(const n of e.parts??[])t.months[n.key]=(t.months[n.key]??0)+(n.cost_usd??0)}for(const{key:n\##
      ,sessions:s,last:t}of r.projects){const e=i(n);e.sessions+=s,t>(e.last??"")&&(e.last=t)}const s=[...new Set(\##
      [...n.values()].flatMap(e=>Object.keys(e.months)))].sort().slice(-18),o=[...n.values()].sort((e,t)=>(t.last?\##
      ?"")<(e.last??"")?-1:1),c=e=>e.key?address("sessions",{project:e.key}):address("sessions");fill(e,heading("P\##
      rojects",h("span.note",plural(o.length,"project"))),!o.length&&h("p.empty","Nothing is stored yet."),h("ul.p\##
      rojects",o.slice(0,300).map(e=>h("li",h("h2",h("a",{href:c(e)},place(e.key).name)),h("p.path",{title:e.key},\##
      e.key||"Sessions without a working directory"),spark(s.map(t=>e.months[t]??0),`Cost by month, ${s[0]??""} to\##
       ${s.at(-1)??""}`),h("dl",h("div",h("dt","Cost"),h("dd",dollars(e.cost))),h("div",h("dt","Sessions"),h("dd",\##
      exact(e.sessions))),h("div",h("dt","Tokens"),h("dd",short(e.tokens))),h("div",h("dt","Last"),h("dd",e.last?t\##
      ime(e.last,ago):"–"))),e.paths.size>1&&h("p.note",`With ${plural(e.paths.size-1,"worktree")}`)))))}return aw\##
      ait n(),{update:n}}
      """##)
}
