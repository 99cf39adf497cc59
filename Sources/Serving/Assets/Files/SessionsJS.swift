// Made by Tools/embed-dashboard from Sources/Serving/Dashboard/sessions.js: change that file and run it again.

extension Assets {
  static let sessionsJS = Asset(
    name: "sessions.js", contentType: "text/javascript; charset=utf-8",
    digest: "6764a4ebce1459dfeda5ca92c80cc5e8b70f630d2c444f564c57fa8fa17550a1",
    sourceDigest: "0a6d3af830748792c4ef63feab092413ff7dc330e4374b27d10a871d3c47b11a",
    text: ##"""
      import{h,fill,address,changed,go,heading,badge,dollars,short,duration,ago,time,place,exact,plural,choice,rou\##
      te,zone,home}from"./dom.js";import{get}from"./api.js";import{stacked}from"./charts.js";const filters=["text"\##
      ,"project","model","branch","state","since","until","on"],names={text:"Title",project:"Project",model:"Model\##
      ",branch:"Branch",state:"State",since:"Since",until:"Until",on:"On"},columns=[["title","Session"],["ended","\##
      Last used"],["duration","Duration"],["messages","Messages"],["tokens","Tokens"],["cost","Cost"]];export func\##
      tion state(e){const t=e.deleted_after&&Math.ceil((new Date(e.deleted_after)-Date.now())/864e5);return e.sour\##
      ce_state==="present"?t!=null&&t<=7?badge(t>0?`deleted in ${t} d`:"deleted any time","warn","Claude Code will\##
       delete this transcript; it stays in the store"):null:badge(e.source_state,"gone",{missing:"The transcript i\##
      s gone from disk; it is kept in the store",pruned:"ccstore prune deleted the transcript; it is kept in the s\##
      tore",partial:"Some files of it are gone from disk; they are kept in the store"}[e.source_state])}const titl\##
      ed=e=>e.title||"Session "+e.session.slice(0,8);function row(e,t){const{name:s,folder:n}=place(e.project);ret\##
      urn h("div.row",{role:"row","aria-rowindex":t+2},h("div.what",{role:"cell"},h("a",{href:address("s/"+e.sessi\##
      on),"data-index":t},titled(e)),h("small",{title:e.project},h("span.in",null,s),e.branch&&h("span.branch",nul\##
      l,e.branch),state(e),e.forked_from&&badge("fork","","Forked or resumed from "+e.forked_from),h("span.phone",\##
      null,ago(e.ended)," · ",dollars(e.cost_usd)),h("span.sr",null,n&&", in "+n))),h("div",{role:"cell"},time(e.e\##
      nded,ago)),h("div.number",{role:"cell"},duration(e.duration_ms)),h("div.number",{role:"cell"},exact(e.messag\##
      es)),h("div.number",{role:"cell",title:exact(e.tokens)+" tokens"},short(e.tokens)),h("div.number",{role:"cel\##
      l",title:e.unpriced_models?.join(", ")},dollars(e.cost_usd)))}class List{constructor(e){this.signal=e,this.b\##
      ody=h("div.rows",{role:"rowgroup"}),this.made=new Map,this.scrolled=()=>requestAnimationFrame(()=>this.draw(\##
      )),addEventListener("scroll",this.scrolled,{passive:!0}),addEventListener("resize",this.scrolled)}leave(){re\##
      moveEventListener("scroll",this.scrolled),removeEventListener("resize",this.scrolled)}start(e,t){this.params\##
      =t,this.rows=e.sessions,this.total=e.total,this.next=e.next,this.reading=null,this.made.clear(),this.body.re\##
      placeChildren(),this.draw()}get tall(){return innerWidth<760?64:52}draw(){if(!this.body.isConnected||!this.r\##
      ows)return;const e=this.tall,n=this.body.getBoundingClientRect().top;this.body.style.height=this.total*e+"px\##
      ";const s=Math.max(0,Math.floor(-n/e)-6),t=Math.min(this.total,Math.ceil((innerHeight-n)/e)+6);for(const[e,n\##
      ]of this.made)(e<s||e>=t)&&!n.contains(document.activeElement)&&(n.remove(),this.made.delete(e));for(let n=s\##
      ;n<t;n++){const o=this.rows[n],i=this.made.get(n);if(i&&(i.session||!o)){i.style.transform=`translateY(${n*e\##
      }px)`;continue}i?.remove();const a=o?row(o,n):h("div.row.waiting",{role:"row","aria-rowindex":n+2},h("div",{\##
      role:"cell"},"…"));a.session=o,a.style.transform=`translateY(${n*e}px)`,this.made.set(n,a),this.body.append(\##
      a)}t>this.rows.length&&this.next&&this.read(t)}async read(e){if(this.wanted=Math.max(this.wanted??0,e),this.\##
      reading)return;const t=this.reading={};try{for(;this.reading===t&&this.next&&this.rows.length<this.wanted;){\##
      const n=this.wanted-this.rows.length>300?1e3:200,e=await get("sessions",{...this.params,limit:n,cursor:this.\##
      next},this.signal);if(this.reading!==t)return;this.rows.push(...e.sessions),this.next=e.next,this.draw()}}fi\##
      nally{this.reading===t&&(this.reading=null)}}move(e){const s=document.activeElement?.dataset?.index,o=Math.m\##
      ax(0,Math.min(this.total-1,s==null?e>0?0:this.total-1:+s+e)),n=this.tall,t=this.body.getBoundingClientRect()\##
      .top+o*n;t<150?scrollBy(0,t-150):t+n>innerHeight-20&&scrollBy(0,t+n-innerHeight+20),this.draw(),this.made.ge\##
      t(o)?.querySelector("a")?.focus({preventScroll:!0})}}function facetList(e,t,n,s,o){if(!n?.length)return null\##
      ;const a=e=>h("li",null,h("a",{href:changed({[t]:s===e.key?null:e.key}),"aria-current":s===e.key&&"true",tit\##
      le:e.key},h("span",null,o(e.key)),h("small",null,exact(e.sessions)))),i=n.filter(e=>e.key).slice(0,200);retu\##
      rn h("section",null,h("h2",null,e),h("ul",null,i.slice(0,7).map(a)),i.length>7&&h("details",null,h("summary"\##
      ,null,`${i.length-7} more`),h("ul",null,i.slice(7).map(a))))}export default async function({main:e,signal:t}\##
      ){const n=new List(t),o=h("input",{type:"search",placeholder:"Title or first prompt","aria-label":"Filter by\##
       title",autocomplete:"off"}),g=h("span.note",{"aria-live":"polite"}),f=h("div.chips"),i=h("div.facet-lists")\##
      ,m=h("div.row.head",{role:"row"}),u=h("details.facets",{open:innerWidth>=1e3},h("summary",null,"Filters"),i)\##
      ,d=h("div.activity"),l=h("div"),a=h("div.pill",{role:"status"}),c=h("div.list",{role:"table","aria-label":"S\##
      essions"},h("div",{role:"rowgroup"},m),n.body);let s={},p;o.addEventListener("input",()=>{clearTimeout(p),p=\##
      setTimeout(()=>go(changed({text:o.value||null}),Boolean(route().params.get("text"))),150)});const b=e=>Objec\##
      t.fromEntries([...filters,"sort","reverse"].map(t=>[t,e.get(t)]).concat([["tz",zone]]));function j(e){const \##
      t=e.get("sort")??"ended",n=e.get("reverse")==="true",i=["title","project"],s=i.includes(t)!==n;fill(m,column\##
      s.map(([e,o],i)=>h("div",{role:"columnheader",class:i>1&&"number","aria-sort":e===t?s?"ascending":"descendin\##
      g":"none"},h("a",{href:changed({sort:e==="ended"?null:e,reverse:e===t&&!n?"true":null}),title:e===t?"Turn th\##
      e order round":"Sort by "+o.toLowerCase()},o,e===t&&h("span",{"aria-hidden":"true"},s?" ↑":" ↓"))))),fill(f,\##
      filters.filter(t=>e.get(t)).map(t=>h("a.chip",{href:changed({[t]:null}),"aria-label":`Remove the filter ${na\##
      mes[t]}: ${e.get(t)}`},h("small",null,names[t]),t==="project"?place(e.get(t)).name:e.get(t),h("span",{"aria-\##
      hidden":"true"},"×"))),filters.filter(t=>e.get(t)).length>1&&h("a.chip.all",{href:changed(Object.fromEntries\##
      (filters.map(e=>[e,null])))},"Clear all")),document.activeElement!==o&&(o.value=e.get("text")??"")}function \##
      r(e,t){n.start(e,s),c.setAttribute("aria-rowcount",e.total+1),c.hidden=e.total===0,fill(g,plural(e.total,"se\##
      ssion"));const o=filters.some(e=>t.get(e));fill(l,e.total===0&&h("p.empty",null,o?"No session fits these fil\##
      ters. ":"Nothing is stored yet. Store the transcripts of this machine with ",o?h("a",{href:changed(Object.fr\##
      omEntries(filters.map(e=>[e,null])))},"Clear the filters"):h("code",null,"ccstore ingest")))}async function \##
      y(e){const[n,a]=await Promise.all([get("facets",{tz:zone,since:e.get("since"),until:e.get("until"),on:e.get(\##
      "on")},t),get("usage",{by:"week",fill:"true",tz:zone,project:e.get("project"),model:e.get("model"),branch:e.\##
      get("branch")},t)]),s=new Map;for(const{key:t,sessions:o}of n.projects??[]){const e=home(t);s.set(e,(s.get(e\##
      )??0)+o)}const r=[...s].map(([e,t])=>({key:e,sessions:t})).sort((e,t)=>t.sessions-e.sessions),c=u.querySelec\##
      torAll("details[open]").length;if(fill(i,h("section",null,h("h2",null,"State"),choice("State","state",[[null\##
      ,"All"],["missing","Gone from disk"],["expiring","Expiring"]],e.get("state"))),h("section",null,h("h2",null,\##
      "Time"),choice("Time","since",[[null,"All"],["7d","7 d"],["30d","30 d"],["90d","90 d"],["365d","1 y"]],e.get\##
      ("since"))),facetList("Project","project",r,e.get("project"),e=>place(e).name),facetList("Model","model",n.m\##
      odels,e.get("model"),e=>e),facetList("Branch","branch",n.branches,e.get("branch"),e=>e)),c)for(const e of i.\##
      querySelectorAll("details"))e.open=!0;const o=a.groups.slice(-104);fill(d,o.length>1&&stacked("Responses by \##
      week",o.map(e=>({key:e.start?.slice(0,10)??e.key,parts:[e.responses],href:changed({on:null,since:e.start?.sl\##
      ice(0,10),until:new Date(+new Date(e.start)+6.5*864e5).toISOString().slice(0,10)})})),["Responses"],exact,86\##
      ))}async function v({params:e}){j(e),s=b(e);const o=s;y(e).catch(e=>{e.name!=="AbortError"&&fill(i,e.message\##
      )});const n=await get("sessions",{...s,limit:100},t);if(o!==s)return;r(n,e),remember(n.sessions),fill(a)}ret\##
      urn fill(e,heading("Sessions",g,h("div.grow"),o),h("div.columns",null,u,h("div",null,d,f,c,l,a))),await v(ro\##
      ute()),n.draw(),{update:v,leave:()=>n.leave(),keys:{j:()=>n.move(1),k:()=>n.move(-1),Enter:()=>document.acti\##
      veElement?.click?.()},async live(){const e=await get("sessions",{...s,limit:100},t),i=n.body.getBoundingClie\##
      ntRect().top>0;if(i&&!n.body.contains(document.activeElement))return r(e,route().params);const o=e.total-n.t\##
      otal,c=e.sessions[0]?.ended!==n.rows[0]?.ended;(o>0||c)&&fill(a,h("button",{type:"button",onclick:()=>{scrol\##
      lTo(0,0),r(e,route().params),fill(a)}},o>0?plural(o,"new session"):"New messages",": show"))}}}let seen=[];f\##
      unction remember(e){seen=e.map(e=>e.session)}export async function neighbour(e,t){return seen.length||rememb\##
      er((await get("sessions",{limit:1e3})).sessions),seen[seen.indexOf(e)+t]}export{titled}
      """##)
}
