// Made by Tools/embed-dashboard of the file sessions.js of the dashboard. Change that file and run the script.

extension Assets {
  static let sessionsJS = Asset(
    name: "sessions.js", contentType: "text/javascript; charset=utf-8",
    digest: "7b4d043da9d4c01bc1c21a54ab6aa9bf4144362ff40dc871728120deeef4fbc2",
    sourceDigest: "2c8cb6384a0186798989e8bb988b2a338b61907a10947a65b3c3df7e55b5f409",
    text: ##"""
      import{h,fill,address,changed,go,heading,badge,dollars,short,duration,ago,time,place,exact,plural,day,choice\##
      ,chips,route,zone,home,empty}from"./dom.js";import{get}from"./api.js";import{stacked}from"./charts.js";const\##
       filters=["text","project","model","branch","state","since","until","on"],columns=[["title","Session"],["end\##
      ed","Last used"],["duration","Duration"],["messages","Messages"],["tokens","Tokens"],["cost","Cost"]];export\##
       function state(e){const t=e.deleted_after&&Math.ceil((new Date(e.deleted_after)-Date.now())/864e5);return e\##
      .source_state==="present"?t!=null&&t<=7?badge(t>0?`deleted in ${t} d`:"deleted any time","warn","Claude Code\##
       will delete this transcript; it stays in the store"):null:badge(e.source_state,"gone",{missing:"The transcr\##
      ipt is gone from disk; it is kept in the store",pruned:"ccstore prune deleted the transcript; it is kept in \##
      the store",partial:"Some files of it are gone from disk; they are kept in the store"}[e.source_state])}const\##
       titled=e=>e.title||"Session "+e.session.slice(0,8);function row(e,t){const{name:o,folder:s}=place(e.project\##
      ),n=(...e)=>h("div.number",{role:"cell"},e);return h("div.row",{role:"row","aria-rowindex":t+2},h("div.what"\##
      ,{role:"cell"},h("a",{href:address("s/"+e.session),"data-index":t},titled(e)),h("small",{title:e.project},h(\##
      "span.in",o),e.branch&&h("span.branch",e.branch),state(e),e.forked_from&&badge("fork","","Forked or resumed \##
      from "+e.forked_from),h("span.phone",ago(e.ended)," · ",dollars(e.cost_usd)),h("span.sr",s&&", in "+s))),h("\##
      div",{role:"cell"},time(e.ended,ago)),n(duration(e.duration_ms)),n(exact(e.messages)),n(h("span",{title:exac\##
      t(e.tokens)+" tokens"},short(e.tokens))),n(dollars(e.cost_usd)))}class List{constructor(e){this.signal=e,thi\##
      s.body=h("div.rows",{role:"rowgroup"}),this.made=new Map,this.scrolled=()=>requestAnimationFrame(()=>this.dr\##
      aw()),addEventListener("scroll",this.scrolled,{passive:!0}),addEventListener("resize",this.scrolled)}leave()\##
      {removeEventListener("scroll",this.scrolled),removeEventListener("resize",this.scrolled)}start(e,t){this.par\##
      ams=t,this.rows=e.sessions,this.total=e.total,this.next=e.next,this.reading=null,this.made.clear(),this.body\##
      .replaceChildren(),this.draw()}get tall(){return innerWidth<760?64:52}draw(){if(!this.body.isConnected||!thi\##
      s.rows)return;const e=this.tall,n=this.body.getBoundingClientRect().top;this.body.style.height=this.total*e+\##
      "px";const s=Math.max(0,Math.floor(-n/e)-6),t=Math.min(this.total,Math.ceil((innerHeight-n)/e)+6);for(const[\##
      e,n]of this.made)(e<s||e>=t)&&!n.contains(document.activeElement)&&(n.remove(),this.made.delete(e));for(let \##
      n=s;n<t;n++){const o=this.rows[n],i=this.made.get(n);if(i&&(i.session||!o)){i.style.transform=`translateY(${\##
      n*e}px)`;continue}i?.remove();const a=o?row(o,n):h("div.row.waiting",{role:"row","aria-rowindex":n+2},h("div\##
      ",{role:"cell"},"…"));a.session=o,a.style.transform=`translateY(${n*e}px)`,this.made.set(n,a),this.body.appe\##
      nd(a)}t>this.rows.length&&this.next&&this.read(t)}async read(e){if(this.wanted=Math.max(this.wanted??0,e),th\##
      is.reading)return;const t=this.reading={};try{for(;this.reading===t&&this.next&&this.rows.length<this.wanted\##
      ;){const n=this.wanted-this.rows.length>300?1e3:200,e=await get("sessions",{...this.params,limit:n,cursor:th\##
      is.next},this.signal);if(this.reading!==t)return;this.rows.push(...e.sessions),this.next=e.next,this.draw()}\##
      }finally{this.reading===t&&(this.reading=null)}}move(e){const s=document.activeElement?.dataset?.index,o=Mat\##
      h.max(0,Math.min(this.total-1,s==null?e>0?0:this.total-1:+s+e)),n=this.tall,t=this.body.getBoundingClientRec\##
      t().top+o*n;t<150?scrollBy(0,t-150):t+n>innerHeight-20&&scrollBy(0,t+n-innerHeight+20),this.draw(),this.made\##
      .get(o)?.querySelector("a")?.focus({preventScroll:!0})}}export default async function({main:e,signal:t}){con\##
      st n=new List(t),s=h("input",{type:"search",placeholder:"Title or first prompt",label:"Filter by title",auto\##
      complete:"off"}),p=h("span.note",{"aria-live":"polite"}),m=h("div.chips"),i=h("div.facet-lists"),l=h("div.ro\##
      w.head",{role:"row"}),d=h("div.activity"),u=h("div"),a=h("div.pill"),r=h("div",{role:"table",label:"Sessions\##
      "},h("div",{role:"rowgroup"},l),n.body),f=()=>changed(Object.fromEntries(filters.map(e=>[e,null])));let o={}\##
      ,g;s.addEventListener("input",()=>{clearTimeout(g),g=setTimeout(()=>go(changed({text:s.value}),Boolean(route\##
      ().params.get("text"))),150)});function b(e){const t=e.get("sort")??"ended",n=e.get("reverse")==="true",o=(t\##
      ==="title"||t==="project")!==n;fill(l,columns.map(([e,s],i)=>h("div",{role:"columnheader",class:i>1&&"number\##
      ","aria-sort":e===t&&(o?"ascending":"descending")},h("a",{title:"Sort by "+s.toLowerCase(),href:changed({sor\##
      t:e==="ended"?null:e,reverse:e===t&&!n?"true":null})},s,e===t&&(o?" ↑":" ↓")))));const i=chips(e,filters);fi\##
      ll(m,i,i.length>1&&h("a.chip",{href:f()},"Clear all")),document.activeElement!==s&&(s.value=e.get("text")??"\##
      ")}function c(e,t){n.start(e,o),r.setAttribute("aria-rowcount",e.total+1),r.hidden=e.total===0,fill(p,plural\##
      (e.total,"session")),fill(a),fill(u,e.total===0&&(filters.some(e=>t.get(e))?empty("No session fits these fil\##
      ters. ",h("a",{href:f()},"Clear the filters")):empty("Nothing is stored yet. Store the transcripts of this m\##
      achine with ",h("code","ccstore ingest"))))}async function j(e){const[n,r]=await Promise.all([get("facets",{\##
      tz:zone,...a("since","until","on")},t),get("usage",{by:"week",fill:!0,limit:104,tz:zone,...a("project","mode\##
      l","branch")},t)]),a=(...t)=>Object.fromEntries(t.map(t=>[t,e.get(t)])),s=new Map;for(const{key:e,sessions:t\##
      }of n.projects)s.set(home(e),(s.get(home(e))??0)+t);const c=[...s].map(([e,t])=>({key:e,sessions:t})).sort((\##
      e,t)=>t.sessions-e.sessions),l=i.querySelector("details[open]"),o=(t,n,s,o=e=>e)=>{const i=s.filter(e=>e.key\##
      ).slice(0,200).map(t=>h("li",h("a",{title:t.key,href:changed({[n]:e.get(n)===t.key?null:t.key}),current:e.ge\##
      t(n)===t.key},h("span",o(t.key)),h("small",exact(t.sessions)))));return i.length>0&&h("section",h("h2",t),h(\##
      "ul",i.slice(0,7)),i.length>7&&h("details",{open:l},h("summary",`${i.length-7} more`),h("ul",i.slice(7))))};\##
      fill(i,h("section",h("h2","State"),choice("State","state",[[null,"All"],["missing","Gone"],["expiring","Expi\##
      ring"]],e.get("state"))),h("section",h("h2","Time"),choice("Time","since",[[null,"All"],["7d","7 d"],["30d",\##
      "30 d"],["90d","90 d"],["365d","1 y"]],e.get("since"))),o("Project","project",c,e=>place(e).name),o("Model",\##
      "model",n.models),o("Branch","branch",n.branches)),fill(d,r.groups.length>1&&stacked("Responses by week",r.g\##
      roups.map(e=>({key:day(new Date(e.start)),parts:[e.responses],href:changed({on:null,since:day(new Date(e.sta\##
      rt)),until:day(new Date(+new Date(e.start)+6.5*864e5))})})),["Responses"],exact,86))}async function v({param\##
      s:e}){b(e);const s=o=Object.fromEntries([["tz",zone],...[...filters,"sort","reverse"].map(t=>[t,e.get(t)])])\##
      ;j(e).catch(e=>{e.name!=="AbortError"&&fill(i,e.message)});const n=await get("sessions",{...o,limit:100},t);\##
      if(s!==o)return;c(n,e),remember(n.sessions)}return fill(e,heading("Sessions",p,h("div.grow"),s),h("div.colum\##
      ns",h("details.facets",{open:innerWidth>=1e3},h("summary","Filters"),i),h("div",d,m,r,u,a))),await v(route()\##
      ),n.draw(),{update:v,leave:()=>n.leave(),keys:{j:()=>n.move(1),k:()=>n.move(-1),Enter:()=>document.activeEle\##
      ment?.click?.()},async live({type:e}){if(e!=="head")return;const s=await get("sessions",{...o,limit:100},t),\##
      i=s.total-n.total,r=n.body.getBoundingClientRect().top>0&&!n.body.contains(document.activeElement);r?c(s,rou\##
      te().params):(i>0||s.sessions[0]?.ended!==n.rows[0]?.ended)&&fill(a,h("button",{onclick:()=>{scrollTo(0,0),c\##
      (s,route().params)}},i>0?plural(i,"new session"):"New messages",": show"))}}}let seen=[];function remember(e\##
      ){seen=e.map(e=>e.session)}export async function neighbour(e,t){return seen.length||remember((await get("ses\##
      sions",{limit:1e3})).sessions),seen[seen.indexOf(e)+t]}export{titled}
      """##)
}
