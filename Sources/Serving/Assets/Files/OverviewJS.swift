// Made by Tools/embed-dashboard from Sources/Serving/Dashboard/overview.js: change that file and run it again.

extension Assets {
  static let overviewJS = Asset(
    name: "overview.js", contentType: "text/javascript; charset=utf-8",
    digest: "9958d137d1ae3cdce4f3e13bcbbf69083258376982348a657fbced3358a2b757",
    sourceDigest: "66276439a9e1e0cc60ffa55205a5ec6feaf7a11c6371c451b1208efdf6a5ebcb",
    text: ##"""
      import{h,fill,route,address,heading,card,choice,dollars,short,exact,percent,tokens,time,ago,place,plural,zon\##
      e,day,home}from"./dom.js";import{get}from"./api.js";import{calendar,ranked,stacked}from"./charts.js";import{\##
      state,titled}from"./sessions.js";export const ranges=[["7d","7 days"],["30d","30 days"],["90d","90 days"],["\##
      365d","Year"],["all","All"]];export function figure(e,t,n,s,o){const i=s>0&&n!=null?(n-s)/s:null;return h("d\##
      iv.figure",null,h("dt",null,e),h("dd",null,t,h("small",null,i==null?o:`${i>=0?"+":"−"}${Math.abs(100*i).toFi\##
      xed(0)} % on the period before`)))}export function byProject(e,t){const n=new Map;for(const t of e){const s=\##
      home(t.key),o=n.get(s)??{key:s,cost:0,tokens:0};o.cost+=t.cost_usd??0,o.tokens+=tokens(t),n.set(s,o)}return[\##
      ...n.values()].sort((e,t)=>t.cost-e.cost||t.tokens-e.tokens).map(({key:e,cost:n,tokens:s})=>({name:place(e).\##
      name,title:e,value:n,text:dollars(n),note:short(s),href:e&&address("sessions",{project:e,...t})}))}export co\##
      nst cacheShare=e=>[e.cache_read_input_tokens,e.input_tokens+e.cache_creation_input_tokens+e.cache_read_input\##
      _tokens];export default async function({main:e,signal:t}){async function n({params:n}){const i=n.get("range"\##
      )??"30d",o=i==="all"?null:i,w={since:o,tz:zone},a=(e,n)=>get(e,{...w,...n},t),[f,j,b,u,v,r,m]=await Promise.\##
      all([a("usage",{by:i==="all"?"month":"day",fill:"true",compare:o&&"previous"}),a("usage",{by:"model"}),a("us\##
      age",{by:"project"}),get("sessions",{limit:8},t),a("sessions",{limit:1}),get("usage",{by:"day",tz:zone},t),g\##
      et("doctor",{},t).catch(()=>null)]),{totals:s,previous:l}=f,[y,_]=cacheShare(s),d=new Map(r.groups.map(e=>[e\##
      .key,e.cost_usd||e.responses/1e3])),c=r.groups.at(-1)?.key,p=new Date,g=c&&p-new Date(c)>300*864e5?new Date(\##
      c):p,O=e=>h("li",null,h("a",{href:address("s/"+e.session)},titled(e)),h("small",null,place(e.project).name,s\##
      tate(e)),time(e.ended,ago),h("span.number",null,dollars(e.cost_usd)));fill(e,heading("Overview",h("div.grow"\##
      ),choice("Period","range",ranges,i,"30d")),h("dl.figures",null,figure("Cost",dollars(s.cost_usd??0),s.cost_u\##
      sd,l?.cost_usd,"list prices"),figure("Sessions",exact(v.total),null,null,o?"used in this period":"stored"),f\##
      igure("Responses",exact(s.responses),s.responses,l?.responses),figure("Output",short(s.output_tokens),s.outp\##
      ut_tokens,l?.output_tokens,"tokens"),figure("From cache",percent(y,_),null,null,"of the input tokens")),s.re\##
      sponses===0&&h("p.empty",null,"Nothing happened in this period. ",r.groups.length?h("a",{href:address("",{ra\##
      nge:"all"})},"Show all that is stored"):["Store the transcripts of this ","machine with ",h("code",null,"ccs\##
      tore ingest")]),m&&m.verdict!=="safe"&&h("p.warn",{role:"note"},"Not everything is safe yet. ",h("a",{href:a\##
      ddress("storage")},"See the storage")),h("div.cards",null,h("section.card.wide",{"aria-label":"Cost"},h("h2"\##
      ,null,i==="all"?"Cost by month":"Cost by day"),stacked("Cost",f.groups.map(e=>({key:e.key,parts:[e.cost_usd?\##
      ?0],href:address("sessions",{on:e.key})})),["Cost"],dollars,180)),h("section.card.wide",{"aria-label":"Days"\##
      },h("h2",null,"A year of days"),calendar(`Cost by day, up to ${day(g)}; ${d.size} days with activity.`,d,g,d\##
      ollars,e=>address("sessions",{on:e}))),card("Projects",ranked(byProject(b.groups,{since:o}).slice(0,8)),h("p\##
      .note",null,h("a",{href:address("projects")},"All projects"))),card("Models",ranked(j.groups.slice(0,8).map(\##
      e=>({name:e.key??"no model",value:e.cost_usd,text:dollars(e.cost_usd),note:short(tokens(e)),href:address("se\##
      ssions",{model:e.key,since:o})}))),h("p.note",null,h("a",{href:address("usage",{split:"model"})},"Usage over\##
       time"))),h("section.card.wide",{"aria-label":"Latest sessions"},h("h2",null,"Latest sessions"),h("ul.latest\##
      ",null,u.sessions.map(O)),h("p.note",null,h("a",{href:address("sessions")},plural(u.total,"session"))))))}re\##
      turn await n(route()),{update:n}}
      """##)
}
