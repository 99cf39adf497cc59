// Made by Tools/embed-dashboard from Sources/Serving/Dashboard/search.js: change that file and run it again.

extension Assets {
  static let searchJS = Asset(
    name: "search.js", contentType: "text/javascript; charset=utf-8",
    digest: "36ea343fc997eb414ad616ee1380f58349ea39e250868cef5b574fc396a41a23",
    sourceDigest: "a5745d14d71c3a5b653397e432b35aaa429ef01ed20b81722edc82612488e394",
    text: ##"""
      import{h,fill,route,address,changed,go,heading,plural,exact,time,place,choice,zone,badge}from"./dom.js";impo\##
      rt{get}from"./api.js";import{stacked}from"./charts.js";const roles=[["user","Prompts"],["assistant","Answers\##
      "],["thinking","Thinking"],["tool_input","Tool input"],["tool_output","Tool output"],["title","Titles"],["sy\##
      stem","Notes"]];export const words=(e,t)=>t?[e]:[...e.matchAll(/"([^"]+)"|(\S+)/g)].map(([,e,t])=>e??t);func\##
      tion marked(e,t,n){let o;try{o=new RegExp(t.map(e=>n?e:e.replace(/[.*+?^${}()|[\]\\]/g,"\\$&")).join("|"),"g\##
      i")}catch{return[e]}const i=[];let s=0;for(const t of e.matchAll(o))t[0]&&i.push(e.slice(s,t.index),h("mark"\##
      ,null,t[0])),s=t.index+t[0].length;return[...i,e.slice(s)]}export default async function({main:e,signal:t}){\##
      const a=h("input",{type:"search","aria-label":"Text",placeholder:'Words, or a "phrase"',autocomplete:"off",s\##
      pellcheck:"false"}),f=h("form.search",{role:"search",onsubmit:e=>{e.preventDefault(),go(changed({q:a.value.t\##
      rim()||null}))}},a,h("button",null,"Search")),c=h("div.options"),s=h("p.note",{"aria-live":"polite"}),r=h("d\##
      iv"),i=h("div.found");let o={},n=[];function p(e){const t=e.getAll("role");fill(c,h("div.choice",{role:"grou\##
      p","aria-label":"Where"},h("a",{href:changed({role:null}),"aria-current":!t.length&&"true"},"Everywhere"),ro\##
      les.map(([e,n])=>h("a",{href:changed({role:t.includes(e)?t.filter(t=>t!==e):[...t,e]}),"aria-current":t.incl\##
      udes(e)&&"true"},n))),h("div.choice",{role:"group","aria-label":"How"},[["case","Case"],["word","Whole words\##
      "],["regex","Pattern"]].map(([t,n])=>h("a",{href:changed({[t]:e.get(t)?null:"true"}),"aria-current":e.get(t)\##
      &&"true"},n))),choice("Order","sort",[["time","Latest"],["relevance","Best"]],e.get("sort")??"time","time"),\##
      choice("Time","since",[[null,"Any time"],["7d","7 d"],["30d","30 d"],["365d","1 y"]],e.get("since")),["proje\##
      ct","model","branch","tool","session","on","until"].filter(t=>e.get(t)).map(t=>h("a.chip",{href:changed({[t]\##
      :null}),"aria-label":`Remove the filter ${t}: ${e.get(t)}`},h("small",null,t),t==="project"?place(e.get(t)).\##
      name:e.get(t)," ×"))),a.value=e.get("q")??""}function l(e,t,s){const o=new Map;for(const e of n)o.set(e.sess\##
      ion,[...o.get(e.session)??[],e]);const a=n=>h("li",null,h("a",{href:address(`s/${n.session}@${n.seq}`,{q:t[0\##
      ]})},badge(roles.find(([e])=>e===n.role)?.[1]??n.role),h("span.snippet",null,marked(n.snippet,t,e.get("regex\##
      "))),time(n.timestamp)));fill(i,[...o].map(([e,t])=>h("section",null,h("h2",null,h("a",{href:address("s/"+e)\##
      },t[0].title||"Session "+e.slice(0,8)),h("small",null,plural(t.length,"record"),t[0].project?" · "+place(t[0\##
      ].project).name:"")),h("ul",null,t.slice(0,5).map(a)),t.length>5&&h("details",null,h("summary",null,`${t.len\##
      gth-5} more in this session`),h("ul",null,t.slice(5).map(a))))),s&&h("p",null,h("button",{type:"button",oncl\##
      ick:()=>g(e,t,s)},"Show more")))}const d=(e,n)=>get("search",{q:words(e.get("q"),e.get("regex")),tz:zone,lim\##
      it:100,...Object.fromEntries(["role","case","word","regex","sort","since","until","on","project","model","br\##
      anch","tool","session"].map(t=>[t,e.getAll(t)])),...n},t);async function g(e,t,s){const a=o,i=await d(e,{cur\##
      sor:s});if(a!==o)return;n=n.concat(i.matches),l(e,t,i.next)}async function u({params:e}){p(e);const c=e.get(\##
      "q"),m=o={};if(n=[],!c){fill(i,h("p.empty",null,"Search in prompts, answers, thinking, and what tools were g\##
      iven and answered. ",'All words must be in one record; a "phrase" in quotation marks is one text.')),fill(s)\##
      ,fill(r),innerWidth>700&&a.focus();return}s.textContent="Searching …";const t=await d(e).catch(e=>{throw s.t\##
      extContent="",e});if(m!==o)return;n=t.matches;const u=t.months??t.histogram??[];fill(s,n.length?[t.total!=nu\##
      ll?plural(t.total,"record"):`The first ${n.length} records`,t.next&&t.total!=null&&`, ${exact(n.length)} of \##
      them here`]:"Nothing was found. Try fewer words, another place, or any time."),fill(r,u.length>1&&stacked("R\##
      ecords by month",u.map(e=>({key:e.key??e.month,parts:[e.records??e.matches??0],href:changed({on:e.key??e.mon\##
      th})})),["Records"],exact,90)),l(e,words(c,e.get("regex")),t.next),document.title=c+" · ccstore"}fill(e,head\##
      ing("Search"),f,c,s,r,i),await u(route());const m=e=>{const t=[...i.querySelectorAll("li a")],n=t.indexOf(do\##
      cument.activeElement);t[Math.max(0,Math.min(t.length-1,n+e))]?.focus()};return{update:u,live:()=>{},keys:{j:\##
      ()=>m(1),k:()=>m(-1)}}}
      """##)
}
