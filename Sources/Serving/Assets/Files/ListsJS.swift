// Made by Tools/embed-dashboard from Sources/Serving/Dashboard/lists.js: change that file and run it again.

extension Assets {
  static let listsJS = Asset(
    name: "lists.js", contentType: "text/javascript; charset=utf-8",
    digest: "4f02e1bdc485dc35717795ea0cbcb7405cf99c3aaa32487545dfed208e3c7a6b",
    sourceDigest: "da25ab310706fc2891adbe3f755d33a1502648ed92d9818988f2f788e4299775",
    text: ##"""
      import{h,fill,route,address,heading,choice,dollars,short,exact,percent,tokens,duration,plural,time,ago,place\##
      ,zone,table,home,card}from"./dom.js";import{get}from"./api.js";import{ranked,span,spark}from"./charts.js";im\##
      port{ranges}from"./overview.js";export async function tools({main:e,signal:t}){async function n({params:n}){\##
      const o=n.get("range")??"all",a=await get("tools",{since:o==="all"?null:o,tz:zone,project:n.get("project"),s\##
      ession:n.get("session")},t),s=a.tools,i=Math.max(...s.map(e=>e.longest_ms??0),1e3);fill(e,heading("Tools",h(\##
      "div.grow"),choice("Period","range",ranges,o,"all")),s.length?h("div.cards",null,card("Calls, and errors amo\##
      ng them",ranked(s.slice(0,12).map(e=>({name:e.tool,value:e.calls,text:exact(e.calls),share:e.errors/e.calls,\##
      note:e.errors?percent(e.errors,e.calls)+" errors":null})))),card("Most errors",ranked(s.filter(e=>e.errors).\##
      sort((e,t)=>t.errors-e.errors).slice(0,12).map(e=>({name:e.tool,value:e.errors,text:exact(e.errors),href:add\##
      ress("search",{q:"error",tool:e.tool,role:"tool_output"}),note:percent(e.errors,e.calls)})))),h("section.car\##
      d.wide",{"aria-label":"All tools"},h("h2",null,"All tools"),table("Tools",[{title:"Tool",text:e=>e.tool,head\##
      :!0},{title:"Calls",number:!0,text:e=>exact(e.calls)},{title:"Errors",number:!0,text:e=>exact(e.errors)},{ti\##
      tle:"Share",number:!0,text:e=>percent(e.errors,e.calls)},{title:"No result",number:!0,text:e=>exact(e.unansw\##
      ered)},{title:"Median",number:!0,text:e=>duration(e.median_ms)},{title:"Longest",number:!0,text:e=>duration(\##
      e.longest_ms)},{title:"From the median to the longest, 1 ms to "+duration(i),node:e=>e.median_ms==null?"–":s\##
      pan(e.median_ms,e.longest_ms,i,`${e.tool}: median ${duration(e.median_ms)}, longest ${duration(e.longest_ms)\##
      }`)},{title:"Together",number:!0,text:e=>duration(e.total_ms)}],s))):h("p.empty",null,"No tool was called in\##
       this period. ",h("a",{href:address("tools")},"Show all")))}return await n(route()),{update:n}}export async \##
      function projects({main:e,signal:t}){async function n(){const[a,r,c]=await Promise.all([get("usage",{by:"pro\##
      ject",split:"month",tz:zone},t),get("facets",{tz:zone},t),get("sessions",{limit:1e3},t)]),n=new Map,s=e=>{co\##
      nst t=home(e);return n.has(t)||n.set(t,{key:t,paths:new Set,cost:0,tokens:0,sessions:0,months:{},last:null})\##
      ,n.get(t).paths.add(e),n.get(t)};for(const e of a.groups){const t=s(e.key);t.cost+=e.cost_usd??0,t.tokens+=t\##
      okens(e);for(const n of e.parts??[])t.months[n.key]=(t.months[n.key]??0)+(n.cost_usd??0)}for(const{key:e,ses\##
      sions:t}of r.projects??[])s(e).sessions+=t;for(const e of c.sessions){const t=s(e.project);(!t.last||e.ended\##
      >t.last)&&(t.last=e.ended)}const o=[...new Set([...n.values()].flatMap(e=>Object.keys(e.months)))].sort().sl\##
      ice(-18),i=[...n.values()].sort((e,t)=>(t.last??"")<(e.last??"")?-1:1),l=e=>e.key?address("sessions",{projec\##
      t:e.key}):address("sessions");fill(e,heading("Projects",h("span.note",null,plural(i.length,"project"))),!i.l\##
      ength&&h("p.empty",null,"Nothing is stored yet."),h("ul.projects",null,i.slice(0,300).map(e=>h("li",null,h("\##
      h2",null,h("a",{href:l(e)},place(e.key).name)),h("p.path",{title:e.key},e.key||"Sessions without a working d\##
      irectory"),spark(o.map(t=>e.months[t]??0),`Cost by month, ${o[0]??""} to ${o.at(-1)??""}`),h("dl",null,h("di\##
      v",null,h("dt",null,"Cost"),h("dd",null,dollars(e.cost))),h("div",null,h("dt",null,"Sessions"),h("dd",null,e\##
      xact(e.sessions))),h("div",null,h("dt",null,"Tokens"),h("dd",null,short(e.tokens))),h("div",null,h("dt",null\##
      ,"Last"),h("dd",null,e.last?time(e.last,ago):"–"))),e.paths.size>1&&h("p.note",null,`With ${plural(e.paths.s\##
      ize-1,"worktree")}`)))))}return await n(),{update:n}}
      """##)
}
