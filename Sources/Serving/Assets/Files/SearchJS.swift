// Made by Tools/embed-dashboard from Sources/Serving/Dashboard/search.js: change that file and run it again.

extension Assets {
  static let searchJS = Asset(
    name: "search.js", contentType: "text/javascript; charset=utf-8",
    digest: "2cb3ec7ec9d3b341f18a39aacbf1d7ae28c229d3a947b06a5910c2e8a60fa437",
    sourceDigest: "0a7e1cccc330c15c00ec7054fead1f1250820d2593e19dbf2990e358580d2337",
    text: ##"""
      import{h,fill,route,address,changed,go,heading,plural,exact,time,place,choice,chips,group,zone,badge,empty}f\##
      rom"./dom.js";import{get}from"./api.js";import{stacked}from"./charts.js";const roles=[["user","Prompts"],["a\##
      ssistant","Answers"],["thinking","Thinking"],["tool_input","Tool input"],["tool_output","Tool output"],["tit\##
      le","Titles"],["system","Notes"]];export const words=(e,t)=>t?[e]:[...e.matchAll(/"([^"]+)"|(\S+)/g)].map(([\##
      ,e,t])=>e??t);function marked(e,t,n){let o;try{o=new RegExp(t.map(e=>n?e:e.replace(/[.*+?^${}()|[\]\\]/g,"\\\##
      $&")).join("|"),"gi")}catch{return[e]}const i=[];let s=0;for(const t of e.matchAll(o))t[0]&&i.push(e.slice(s\##
      ,t.index),h("mark",t[0])),s=t.index+t[0].length;return[...i,e.slice(s)]}export default async function({main:\##
      e,signal:t}){const a=h("input",{type:"search",label:"Text",placeholder:'Words, or a "phrase"',autocomplete:"\##
      off",spellcheck:"false"}),g=h("form.search",{role:"search",onsubmit:e=>{e.preventDefault(),go(changed({q:a.v\##
      alue.trim()||null}))}},a,h("button",{type:"submit"},"Search")),l=h("div.options"),o=h("p.note",{"aria-live":\##
      "polite"}),c=h("div"),r=h("div.found");let s={},n=[],i=new Map;const v=get("sessions",{limit:1e3,all:"true"}\##
      ,t).then(e=>{i=new Map(e.sessions.map(e=>[e.session,e]))}).catch(()=>{});function d(e,t){const n=e.getAll("r\##
      ole"),s=new Map(t?.map(e=>[e.key,e.records]));fill(l,group("Where",h("a",{href:changed({role:null}),current:\##
      !n.length},"Everywhere"),roles.map(([e,t])=>h("a",{current:n.includes(e),href:changed({role:n.includes(e)?n.\##
      filter(t=>t!==e):[...n,e]})},t,s.has(e)&&h("small",exact(s.get(e)))))),group("How",[["case","Case"],["word",\##
      "Whole words"],["regex","Pattern"]].map(([t,n])=>h("a",{href:changed({[t]:e.get(t)?null:"true"}),current:e.g\##
      et(t)},n))),choice("Order","sort",[["time","Latest"],["relevance","Best"]],e.get("sort")??"time","time"),cho\##
      ice("Time","since",[[null,"Any time"],["7d","7 d"],["30d","30 d"],["365d","1 y"]],e.get("since")),chips(e,["\##
      project","model","branch","tool","session","on","until"])),a.value=e.get("q")??""}function u(e,t,s){const o=\##
      new Map;for(const e of n)o.set(e.session,[...o.get(e.session)??[],e]);const c=e=>i.get(e)?.title||"Session "\##
      +e.slice(0,8),a=n=>h("li",h("a",{href:address(`s/${n.session}@${n.seq}`,{q:t[0]})},badge(roles.find(([e])=>e\##
      ===n.role)?.[1]??n.role),h("span.snippet",marked(n.snippet,t,e.get("regex"))),time(n.timestamp)));fill(r,[..\##
      .o].map(([e,t])=>h("section",h("h2",h("a",{href:address("s/"+e)},c(e)),h("small",plural(t.length,"record"),i\##
      .has(e)&&" · "+place(i.get(e).project).name)),h("ul",t.slice(0,5).map(a)),t.length>5&&h("details",h("summary\##
      ",`${t.length-5} more in this session`),h("ul",t.slice(5).map(a))))),s&&h("p",h("button",{onclick:()=>b(e,t,\##
      s)},"Show more")))}const m=(e,n)=>get("search",{q:words(e.get("q"),e.get("regex")),tz:zone,limit:100,...Obje\##
      ct.fromEntries(["role","case","word","regex","sort","since","until","on","project","model","branch","tool","\##
      session"].map(t=>[t,e.getAll(t)])),...n},t);async function b(e,t,o){const a=s,i=await m(e,{cursor:o});if(a!=\##
      =s)return;n=n.concat(i.hits),u(e,t,i.next)}async function f({params:e}){d(e);const i=e.get("q"),l=s={};if(n=\##
      [],!i){fill(r,h("p.empty","Search in prompts, answers, thinking, and what tools were given and answered. ",'\##
      All words must be in one record; a "phrase" in quotation marks is one text.')),fill(o),fill(c),innerWidth>70\##
      0&&a.focus();return}o.textContent="Searching …";const t=await m(e).catch(e=>{throw o.textContent="",e});if(l\##
      !==s)return;n=t.hits;const f=t.months??[];if(fill(o,n.length?`${plural(t.total,"record")} in ${plural(t.sess\##
      ions,"session")}`+(t.next?`, ${exact(n.length)} of them here`:""):"Nothing was found. Try fewer words, anoth\##
      er place, or any time."),d(e,t.roles),fill(c,f.length>1&&stacked("Records by month",f.map(e=>({key:e.key,par\##
      ts:[e.records],href:changed({on:e.key})})),["Records"],exact,90)),await v,l!==s)return;u(e,words(i,e.get("re\##
      gex")),t.next),document.title=i+" · ccstore"}fill(e,heading("Search"),g,l,o,c,r),await f(route());const p=e=\##
      >{const t=[...r.querySelectorAll("li a")],n=t.indexOf(document.activeElement);t[Math.max(0,Math.min(t.length\##
      -1,n+e))]?.focus()};return{update:f,live:()=>{},keys:{j:()=>p(1),k:()=>p(-1)}}}
      """##)
}
