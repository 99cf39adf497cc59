// Made by Tools/embed-dashboard of the file search.js of the dashboard. Change that file and run the script.

extension Assets {
  static let searchJS = Asset(
    name: "search.js", contentType: "text/javascript; charset=utf-8",
    digest: "421029ef44c56a12c7bc7c0abe8efde979791aa6a9410ca88a60f2cf4f82fce9",
    sourceDigest: "efbb2e33c930bcd0d4af078d11a17cc57b556f746f277d30865c5cbd49019572",
    text: ##"""
      import{h,fill,route,address,changed,go,heading,plural,exact,time,place,choice,chips,group,zone,badge}from"./\##
      dom.js";import{get}from"./api.js";import{stacked}from"./charts.js";const roles=[["user","Prompts"],["assista\##
      nt","Answers"],["thinking","Thinking"],["tool_input","Tool input"],["tool_output","Tool output"],["title","T\##
      itles"],["system","Notes"]];export const words=(e,t)=>t?[e]:[...e.matchAll(/"([^"]+)"|(\S+)/g)].map(([,e,t])\##
      =>e??t);function marked(e,t,n){let o;try{o=new RegExp(t.map(e=>n?e:e.replace(/[.*+?^${}()|[\]\\]/g,"\\$&")).\##
      join("|"),"gi")}catch{return[e]}const i=[];let s=0;for(const t of e.matchAll(o))t[0]&&i.push(e.slice(s,t.ind\##
      ex),h("mark",t[0])),s=t.index+t[0].length;return[...i,e.slice(s)]}export default async function({main:e,sign\##
      al:t}){const a=h("input",{type:"search",label:"Text",placeholder:'Words, or a "phrase"',autocomplete:"off",s\##
      pellcheck:"false"}),g=h("form.search",{role:"search",onsubmit:e=>{e.preventDefault(),go(changed({q:a.value.t\##
      rim()||null}))}},a,h("button",{type:"submit"},"Search")),l=h("div.options"),o=h("p.note",{"aria-live":"polit\##
      e"}),c=h("div"),r=h("div.found");let s={},n=[],i=new Map;const v=get("sessions",{limit:1e3,all:"true"},t).th\##
      en(e=>{i=new Map(e.sessions.map(e=>[e.session,e]))}).catch(()=>{});function d(e,t){const n=e.getAll("role"),\##
      s=new Map(t?.map(e=>[e.key,e.records]));fill(l,group("Where",h("a",{href:changed({role:null}),current:!n.len\##
      gth},"Everywhere"),roles.map(([e,t])=>h("a",{current:n.includes(e),href:changed({role:n.includes(e)?n.filter\##
      (t=>t!==e):[...n,e]})},t,s.has(e)&&h("small",exact(s.get(e)))))),group("How",[["case","Case"],["word","Whole\##
       words"],["regex","Pattern"]].map(([t,n])=>h("a",{href:changed({[t]:e.get(t)?null:"true"}),current:e.get(t)}\##
      ,n))),choice("Order","sort",[["time","Latest"],["relevance","Best"]],e.get("sort")??"time","time"),choice("T\##
      ime","since",[[null,"Any time"],["7d","7 d"],["30d","30 d"],["365d","1 y"]],e.get("since")),chips(e,["projec\##
      t","model","branch","tool","session","on","until"])),a.value=e.get("q")??""}function u(e,t,s){const o=new Ma\##
      p;for(const e of n)o.set(e.session,[...o.get(e.session)??[],e]);const c=e=>i.get(e)?.title||"Session "+e.sli\##
      ce(0,8),a=n=>h("li",h("a",{href:address(`s/${n.session}@${n.seq}`,{q:t[0]})},badge(roles.find(([e])=>e===n.r\##
      ole)?.[1]??n.role),h("span.snippet",marked(n.snippet,t,e.get("regex"))),time(n.timestamp)));fill(r,[...o].ma\##
      p(([e,t])=>h("section",h("h2",h("a",{href:address("s/"+e)},c(e)),h("small",plural(t.length,"record"),i.has(e\##
      )&&" · "+place(i.get(e).project).name)),h("ul",t.slice(0,5).map(a)),t.length>5&&h("details",h("summary",`${t\##
      .length-5} more in this session`),h("ul",t.slice(5).map(a))))),s&&h("p",h("button",{onclick:()=>b(e,t,s)},"S\##
      how more")))}const m=(e,n)=>get("search",{q:words(e.get("q"),e.get("regex")),tz:zone,limit:100,...Object.fro\##
      mEntries(["role","case","word","regex","sort","since","until","on","project","model","branch","tool","sessio\##
      n"].map(t=>[t,e.getAll(t)])),...n},t);async function b(e,t,o){const a=s,i=await m(e,{cursor:o});if(a!==s)ret\##
      urn;n=n.concat(i.hits),u(e,t,i.next)}async function f({params:e}){d(e);const i=e.get("q"),l=s={};if(n=[],!i)\##
      {fill(r,h("p.empty","Search in prompts, answers, thinking, and what tools were given and answered. ",'All wo\##
      rds must be in one record; a "phrase" in quotation marks is one text.')),fill(o),fill(c),innerWidth>700&&a.f\##
      ocus();return}o.textContent="Searching …";const t=await m(e).catch(e=>{throw o.textContent="",e});if(l!==s)r\##
      eturn;n=t.hits;const f=t.months??[];if(fill(o,n.length?`${plural(t.total,"record")} in ${plural(t.sessions,"\##
      session")}`+(t.next?`, ${exact(n.length)} of them here`:""):"Nothing was found. Try fewer words, another pla\##
      ce, or any time."),d(e,t.roles),fill(c,f.length>1&&stacked("Records by month",f.map(e=>({key:e.key,parts:[e.\##
      records],href:changed({on:e.key})})),["Records"],exact,90)),await v,l!==s)return;u(e,words(i,e.get("regex"))\##
      ,t.next),document.title=i+" · ccstore"}fill(e,heading("Search"),g,l,o,c,r),await f(route());const p=e=>{cons\##
      t t=[...r.querySelectorAll("li a")],n=t.indexOf(document.activeElement);t[Math.max(0,Math.min(t.length-1,n+e\##
      ))]?.focus()};return{update:f,live:()=>{},keys:{j:()=>p(1),k:()=>p(-1)}}}
      """##)
}
