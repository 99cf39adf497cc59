// Made by Tools/embed-dashboard of the file overview.js of the dashboard. Change that file and run the script.

extension Assets {
  static let overviewJS = Asset(
    name: "overview.js", contentType: "text/javascript; charset=utf-8",
    digest: "a894c637f6cb6191b720b3c6a158c2eb6efb8afa38b4a86c3d91fc79ccbbda5d",
    sourceDigest: "35b35fb4ce27213fc46cd420355734dcc2d1c050c96b3561d134c10d5390328e",
    text: ##"""
      import{h,fill,route,address,heading,card,wide,choice,dollars,short,exact,percent,tokens,time,ago,place,plura\##
      l,zone,day,home,empty}from"./dom.js";import{get}from"./api.js";import{calendar,ranked,stacked}from"./charts.\##
      js";import{state,titled}from"./sessions.js";export const ranges=[["7d","7 days"],["30d","30 days"],["90d","9\##
      0 days"],["365d","Year"],["all","All"]];export function figure(e,t,n,s,o){const i=o>0&&s!=null&&Math.round(1\##
      00*(s-o)/o);return h("div.figure",h("dt",e),h("dd",t,h("small",i===!1?n:i>999?"more than ten times the perio\##
      d before":`${i<0?"−":"+"}${i<0?-i:i} % on the period before`)))}export function figures({totals:e,previous:t\##
      }){const s=tokens(e)-e.output_tokens,n=(n,s,o,i)=>figure(n,o(e[s]??0),i,e[s],t?.[s]);return h("dl.figures",n\##
      ("Cost","cost_usd",dollars,"list prices"),n("Sessions","sessions",exact,"with responses"),n("Responses","res\##
      ponses",exact),n("Output","output_tokens",short,"tokens"),figure("From cache",percent(e.cache_read_input_tok\##
      ens,s),`of ${short(s)} input tokens`))}export default async function({main:e,signal:t}){async function n({pa\##
      rams:n}){const o=n.get("range")??"30d",s=o==="all"?null:o,i=e=>get("usage",{since:s,tz:zone,...e},t),[a,b,g,\##
      l,c,d]=await Promise.all([i({by:s?"day":"month",fill:"true",compare:s&&"previous"}),i({by:"model"}),i({by:"p\##
      roject"}),get("sessions",{limit:8},t),get("usage",{by:"day",tz:zone},t),get("doctor",{},t).catch(()=>null)])\##
      ,v=new Map(c.groups.map(e=>[e.key,e.cost_usd||e.responses/1e3])),u=new Date((c.groups.at(-1)?.key??day(new D\##
      ate))+"T12:00"),m=new Date,f=m-u>300*864e5?u:m,r=new Map;for(const e of g.groups){const t=home(e.key),n=r.ge\##
      t(t)??{key:t,cost:0,tokens:0};n.cost+=e.cost_usd??0,n.tokens+=tokens(e),r.set(t,n)}const p=e=>ranked(e.sort(\##
      (e,t)=>t.value-e.value).slice(0,8));fill(e,heading("Overview",h("div.grow"),choice("Period","range",ranges,o\##
      ,"30d")),figures(a),a.totals.responses===0&&(c.groups.length?empty("Nothing happened in this period. ",h("a"\##
      ,{href:address("",{range:"all"})},"Show all that is stored")):empty("Store the transcripts of this machine w\##
      ith ",h("code","ccstore ingest"))),d&&d.verdict!=="safe"&&h("p.warn","Not everything is safe yet. ",h("a",{h\##
      ref:address("storage")},"See the storage")),h("div.cards",wide(s?"Cost by day":"Cost by month",stacked("Cost\##
      ",a.groups.map(e=>({key:e.key,parts:[e.cost_usd??0],href:address("sessions",{on:e.key})})),["Cost"],dollars,\##
      180)),wide("A year of days",calendar(`Cost by day, up to ${day(f)}.`,v,f,dollars,e=>address("sessions",{on:e\##
      }))),card("Projects",p([...r.values()].map(e=>({name:place(e.key).name,title:e.key,value:e.cost,text:dollars\##
      (e.cost),note:short(e.tokens),href:e.key&&address("sessions",{project:e.key,since:s})}))),h("p.note",h("a",{\##
      href:address("projects")},"All projects"))),card("Models",p(b.groups.map(e=>({name:e.key??"no model",value:e\##
      .cost_usd??0,text:dollars(e.cost_usd),note:short(tokens(e)),href:address("sessions",{model:e.key,since:s})})\##
      )),h("p.note",h("a",{href:address("usage",{split:"model"})},"Usage over time"))),wide("Latest sessions",h("u\##
      l.latest",l.sessions.map(e=>h("li",h("a",{href:address("s/"+e.session)},titled(e)),time(e.ended,ago),h("span\##
      .number",dollars(e.cost_usd)),h("small",place(e.project).name+" ",state(e))))),h("p.note",h("a",{href:addres\##
      s("sessions")},"All "+plural(l.total,"session"))))))}return await n(route()),{update:n}}
      """##)
}
