// Made by Tools/embed-dashboard of Sources/Serving/Dashboard. Change the files there and run the script.
// swift-format-ignore-file

extension Assets {
  static let appJS = Asset(
    name: "app.js", contentType: "text/javascript; charset=utf-8",
    digest: "6fdf131cf5627e2af80d7b32da208321f1ec099ea4a3b279994041c13a9559e4",
    sources: [
      "api.js", "app.js", "charts.js", "dom.js", "lists.js", "overview.js", "search.js", "session.js",
      "sessions.js", "storage.js", "strip.js", "text.js", "turns.js", "usage.js", "versions.js",
    ],
    sourceDigest: "1e1656e2a2ee9fc745954e538dda7e6c9129abed20d075410e6487ada227fca8",
    text: ##"""
      (()=>{const rn=new Set(["svg","g","path","rect","line","text","title","circle","polyline"]),d=Math.floor,ee=\##
      Math.ceil,i=Math.max,f=Math.min,M=Object.entries,U=e=>e.getBoundingClientRect(),sn={label:"aria-label",\##
      current:"aria-current",unspoken:"aria-hidden"};function e(o,s,...i){if(s?.constructor!==Object)return e(o,{}\##
      ,s,...i);const[n,...a]=o.split("."),t=rn.has(n)?document.createElementNS("http://www.w3.org/2000/svg",n):\##
      document.createElement(n);a.length&&t.setAttribute("class",a.join(" ")),n==="button"&&(t.type="button");for(\##
      const[o,e]of M(s)){if(e==null||e===!1)continue;const n=sn[o]??o;if(n.startsWith("on"))t.addEventListener(n.\##
      slice(2),e);else if(n==="style")for(const[n,s]of M(e))t.style.setProperty(n,s);else n==="value"?t.value=e:t.\##
      setAttribute(n,e===!0&&n===o?"":e)}return t.append(...i.flat(9).filter(e=>e!=null&&e!==!1)),t}const n=(e,...\##
      t)=>(e.replaceChildren(...t.flat(9).filter(e=>e!=null&&e!==!1)),e),a=e=>document.getElementById(e),C=()=>\##
      document.activeElement,P=e=>U(e).top,h=(t,...n)=>e("a",{href:t},n),I=t=>e("code","ccstore "+t),Pe=(t,...n)=>\##
      e("div.scroll",{tabindex:0,role:"region",label:t},...n),R=(t,n,s)=>e("button",{onclick:n,...s},t),Y=e=>{a("\##
      said").textContent=e};function l(){const[t,n]=location.hash.slice(1).split("?");let e=[];try{e=t.split("/").\##
      filter(Boolean).map(decodeURIComponent)}catch{}return{parts:e,params:new URLSearchParams(n??"")}}function s(\##
      e,t){const o=M(t??{}).filter(([,e])=>e!=null&&e!==""),n=new URLSearchParams(o.flatMap(([e,t])=>Array.isArray\##
      (t)?t.map(t=>[e,t]):[[e,t]])),s=l().params.get("as_of");return s&&!n.has("as_of")&&t?.as_of!==null&&n.set("\##
      as_of",s),"#/"+e+(String(n)?"?"+n:"")}const re=e=>history.replaceState(null,"",e),J=(e,t)=>Object.\##
      fromEntries(t.map(t=>[t,e.getAll(t)]));function u(e){const{parts:o,params:t}=l(),n={};for(const s of new Set\##
      (t.keys())){const e=t.getAll(s);n[s]=e.length>1?e:e[0]}return s(o.map(encodeURIComponent).join("/"),{...n,..\##
      .e})}const S=(e,t)=>{t?(re(e),dispatchEvent(new HashChangeEvent("hashchange"))):location.hash=e},ze=new Intl\##
      .NumberFormat("en"),t=e=>ze.format(e);function r(e){if(e==null)return"–";if((e<0?-e:e)<1e4)return ze.format(\##
      Math.round(e));const[n,s]=e>=9995e5?[1e9,"B"]:e>=999500?[1e6,"M"]:[1e3,"k"],t=e/n;return t.toFixed(t<99.95?1\##
      :0)+" "+s}function m(e){return e==null?"no price":"$"+(e>=9999.5?r(e):e>=1e3?ze.format(Math.round(e)):e&&e<.\##
      01?e.toFixed(4):e.toFixed(2))}function b(e){if(e==null)return"–";const n=["B","kB","MB","GB","TB"];let t=0;\##
      for(;e>=999.5&&t<4;t++)e/=1e3;return e.toFixed(t&&e<99.95?1:0)+" "+n[t]}function w(e){if(e==null)return"–";\##
      const t=e/1e3;return t<1?Math.round(e)+" ms":t<60?t.toFixed(t<10?1:0)+" s":t<3600?d(t/60)+" min":t<86400?d(t\##
      /3600)+" h "+d(t/60)%60+" min":d(t/86400)+" d "+d(t/3600)%24+" h"}const W=(e,t)=>t?(100*e/t).toFixed(e/t<.\##
      0995?1:0)+" %":"–",c=(e,n,s)=>t(e)+" "+(e===1?n:s??n+"s"),N=e=>e.input_tokens+e.output_tokens+e.\##
      cache_creation_input_tokens+e.cache_read_input_tokens,x=Intl.DateTimeFormat().resolvedOptions().timeZone||"\##
      UTC",le=e=>String(e).padStart(2,"0"),y=e=>e.getFullYear()+"-"+le(e.getMonth()+1)+"-"+le(e.getDate()),te=e=>\##
      le(e.getHours())+":"+le(e.getMinutes());function j(e){if(!e)return"–";const t=new Date(e);return y(t)+" "+te\##
      (t)}function Z(e){if(!e)return"–";const t=Date.now()-new Date(e);return t<6e4?t<0?j(e):"now":t<36e5?d(t/6e4)\##
      +" min ago":t<864e5?d(t/36e5)+" h ago":t<14*864e5?d(t/864e5)+" d ago":y(new Date(e))}const H=(t,n)=>e("time"\##
      ,{datetime:t,title:j(t)},(n??j)(t)),Le=e=>e.trim().split(`
      `)[0].slice(0,160);function z(e){const t=(e??"").split(/[\\/]/).filter(Boolean);return{name:t.at(-1)??"no \##
      project",folder:t.slice(0,-1).join("/")}}const pe=e=>(e??"").replace(/[\\/](?:\.[\w-]+[\\/])?\.?worktrees[\\\##
      /].*$/,""),k=(t,...n)=>e("div.heading",e("h1",t),...n),O=(t,...n)=>e("section.card",{label:t},e("h2",t),n),F\##
      =(...e)=>{const t=O(...e);return t.classList.add("wide"),t},se=(t,...n)=>e("p.empty",t,...n),Ce=()=>se("\##
      Nothing is stored yet. Store the transcripts of this machine with ",I("ingest")),g=(t,n,s)=>e("span.badge"+(\##
      n?"."+n:""),{title:s},t),ve=(t,...n)=>e("div.choice",{role:"group",label:t},n),E=(t,n,s,o,i)=>ve(t,s.map(([t\##
      ,s])=>e("a",{href:u({[n]:t===i?null:t}),current:t===o},s))),Ve=(t,n)=>n.filter(e=>t.get(e)).map(n=>e("a.chip\##
      ",{href:u({[n]:null}),label:`Remove the filter ${n}: ${t.get(n)}`},e("small",n),n==="project"?z(t.get(n)).\##
      name:t.get(n)," ×")),he=(t,n)=>e("dl"+t,M(n).map(([t,n])=>n&&e("div",e("dt",t),e("dd",n)))),v=(e,t,n)=>({\##
      title:e,text:t,...n}),p=(e,t,n)=>({title:e,text:t,number:!0,...n});function $(t,n,s,o){const i=(t,n,s)=>{\##
      const o=t.text(n),i=t.href?.(n);return e(s?"td":"th",{class:t.number&&"number",scope:!s&&"row"},i?e("a",{\##
      href:i},o):o)};return Pe(t,e("table",e("caption.sr",t),e("thead",e("tr",n.map(t=>e("th",{scope:"col",class:t\##
      .number&&"number"},t.title)))),e("tbody",s.map(t=>e("tr",n.map((e,n)=>i(e,t,n))))),o))}function ke(t,n,s){\##
      const o=URL.createObjectURL(new Blob([n],{type:s}));e("a",{href:o,download:t}).click(),setTimeout(()=>URL.\##
      revokeObjectURL(o),1e4)}function Kt(e,t){const n=e=>{let t=e==null?"":String(e);return typeof e=="string"&&/\##
      ^[=+\-@\t\r]/.test(t)&&(t="'"+t),/[",\n\r]/.test(t)?'"'+t.replaceAll('"','""')+'"':t};return[e.map(e=>e.\##
      title),...t.map(t=>e.map(e=>(e.value??e.text)(t)))].map(e=>e.map(n).join(",")).join(`\r
      `)+`\r
      `}async function B(t,n){try{await navigator.clipboard.writeText(t),Y(n+" copied."),Se(n+" copied")}catch{Me(\##
      n,e("pre.copied",{tabindex:0},t))}}let ie;function Se(t){ie?.remove(),ie=e("div.toast",{unspoken:!0},t),\##
      document.body.append(ie);const n=ie;setTimeout(()=>n.remove(),1800)}function Me(s,...o){const t=a("dialog");\##
      n(t,e("div.heading",e("h2",{id:"dialog-title"},s),e("button.quiet",{onclick:()=>t.close()},"Close")),o),t.\##
      open||t.showModal()}let ce=sessionStorage.getItem("token");function tt(){const e=location.hash.slice(1);if(!\##
      e||e.startsWith("/"))return;sessionStorage.setItem("token",ce=e),history.replaceState(null,"",location.\##
      pathname+"#/")}class de extends Error{constructor(e,t){super(t.detail||t.title||"The server answers "+e+".")\##
      ,this.status=e,this.problem=t}}class rt extends Error{}const D=new EventTarget,V=(e,t)=>D.dispatchEvent(new \##
      CustomEvent(e,{detail:t}));async function fe(e,t){const s={...t.headers};ce&&(s.Authorization="Bearer "+ce);\##
      let n;for(let o=0;!n;o++)try{n=await fetch("/api/v1/"+e,{...t,headers:s,cache:"no-cache",credentials:"omit"}\##
      )}catch(e){if(e.name==="AbortError")throw e;if(o>1||t.method)throw V("down"),new rt;await ht(200)}if(n.ok)\##
      return n;const o=await n.json().catch(()=>({}));throw n.status===401&&V("token",{had:Boolean(ce)}),new de(n.\##
      status,o)}function pn(e){const t=new URLSearchParams;for(const[s,n]of M(e??{}))for(const e of Array.isArray(\##
      n)?n:[n])e!=null&&e!==""&&t.append(s,e);return t}function qe(e,t){const n=pn(t),s=l().params.get("as_of");\##
      return s&&!n.has("as_of")&&!/^(health|doctor|preview|events|log|runs)/.test(e)&&n.set("as_of",s),e+(String(n\##
      )?"?"+n:"")}async function o(e,t,n){const o=await fe(qe(e,t),{signal:n}),i=Number(o.headers.get("X-Ccstore-\##
      Lost"));i&&V("lost",i);const s=await o.json();return s.head&&t?.as_of!==null&&!l().params.has("as_of")&&(D.\##
      head=s.head.seq),s}const Ze=async(e,t)=>(await fe(qe(e,t),{})).blob(),fn=async(e,t)=>(await fe(e,{method:"\##
      POST",headers:{"Content-Type":"application/json"},body:JSON.stringify(t??{})})).json(),ht=e=>new Promise(t=>\##
      setTimeout(t,e));async function _t(){let t,e=0;for(;;){try{const n={Accept:"text/event-stream"};t&&(n["Last-\##
      Event-ID"]=t);const s=await fe("events",{headers:n});V("up",{again:e>0}),e=0;const o=s.body.pipeThrough(new \##
      TextDecoderStream).getReader();for(let e="";;){const{done:s,value:i}=await o.read();if(s)break;const n=(e+i)\##
      .split(`

      `);e=n.pop();for(const s of n){const e={type:"message",data:""};for(const i of s.split(`
      `)){const[,n,o]=/^(\w+): ?(.*)$/.exec(i)??[];n==="id"?t=o:n==="event"?e.type=o:n==="data"&&(e.data+=o)}if(e.\##
      data){let t=null;try{t=JSON.parse(e.data)}catch{}V("event",{type:e.type,data:t})}}}}catch(t){if(t instanceof\##
       de&&t.status===401)return;e+=1,t instanceof de||V("down")}await ht(f(4e3,250*2**e))}}function we(t,s){const\##
       o=e("div.picture",{role:"img",label:t});let i=0;return new ResizeObserver(([e])=>{const t=d(e.contentRect.\##
      width);t>0&&t!==i&&n(o,s(i=t))}).observe(o),o}const Oe=(t,n,...s)=>e("svg",{width:t,height:n,viewBox:`0 0 ${\##
      t} ${n}`},s),Ye=e=>e.replace(/\.00$|\.0(?= )/,""),q=(t,n,s,o)=>e("text",{x:t,y:n,"text-anchor":o},s);let A;\##
      function _e(t,s){t.addEventListener("pointermove",a=>{const r=U(t),c=s(a.clientX-r.left,a.clientY-r.top);if(\##
      !c)return o();A??=e("div.tip",{unspoken:!0}),n(A,c.map((t,n)=>e(n?"div":"b",null,t))),A.isConnected||\##
      document.body.append(A),A.style.left=i(4,f(a.clientX+14,innerWidth-A.offsetWidth-8))+"px",A.style.top=i(4,a.\##
      clientY-A.offsetHeight-10)+"px"});const o=()=>A?.remove();return t.addEventListener("pointerleave",o),\##
      addEventListener("hashchange",o),t}function hn(e,t=4){if(!(e>0))return[0,1];const n=e/t,o=10**d(Math.log10(n\##
      )),s=[1,2,2.5,5,10].map(e=>e*o).find(e=>e>=n);return Array.from({length:ee(e/s-1e-9)+1},(e,t)=>t*s)}function\##
       ye(t,n,s,o,a=220){if(!n.length)return e("p.note","Nothing in this period.");const r=n.map(e=>e.parts.reduce\##
      ((e,t)=>e+t,0)),c=i(...r,0),l=hn(c),u=l.at(-1),h=r.indexOf(c),m=`${t}: ${n.length} bars, the highest ${n[h]?\##
      .key??""} with ${o(c)}.`;return we(m,t=>{const h=i(...l.map(e=>Ye(o(e)).length))*6.2+10,_=22,j=t-h-2,v=a-_-8\##
      ,c=j/n.length,m=e=>8+v-v*e/u,y=i(1,f(44,c-f(3,c*.25))),w=n.map((t,n)=>{let s=0;const o=h+c*n+(c-y)/2;return \##
      t.parts.map((t,n)=>{if(!(t>0))return null;const a=s;s+=t;const r=i(.75,m(a)-m(s)-(a>0&&m(a)-m(s)>3?1:0));\##
      return e("rect.s"+n,{x:o.toFixed(1),y:m(s).toFixed(1),width:y.toFixed(1),height:r.toFixed(1)})})}),O=ee(n.\##
      length*74/j),b=e("rect.marker",{y:8,height:v,width:c.toFixed(1),x:-1e3}),p=Oe(t,a,l.map(n=>e("g",e("line",{\##
      x1:h,x2:t,y1:m(n),y2:m(n)}),q(h-8,m(n)+4,Ye(o(n)),"end"))),b,w,n.map((e,n)=>n%O===0&&h+c*(n+.5)<t-24&&q(i(32\##
      ,h+c*(n+.5)),a-5,e.key,"middle"))),g=e=>d((e-h)/c);return p.addEventListener("click",e=>{const t=n[g(e.\##
      clientX-U(p).left)];t?.href&&S(t.href)}),p.addEventListener("pointerleave",()=>b.setAttribute("x",-1e3)),n.\##
      some(e=>e.href)&&p.classList.add("linked"),_e(p,e=>{const t=n[g(e)];return t?(b.setAttribute("x",h+c*g(e)),[\##
      t.key+"  "+o(r[g(e)]),...s.length>1?s.map((e,n)=>[e,t.parts[n]]).filter(e=>e[1]>0).map(([e,t])=>e+"  "+o(t))\##
      :[]]):null})})}const dn=t=>e("ul.legend",t.map((t,n)=>e("li",e("i.s"+n,{unspoken:!0}),t)));function at(e){\##
      const t=e.filter(e=>e>0).sort((e,t)=>e-t),n=[.25,.5,.75,.93].map(e=>t[d(e*t.length)]??1/0);return e=>e>0?1+n\##
      .filter(t=>e>=t).length:0}function ln(t,n,s,o,a){const r=at([...n.values()]);return we(t,t=>{const h=i(9,f(\##
      22,d((t-30)/53)-2)),c=h+2,m=f(53,d((t-30)/c)),l=new Date(s);l.setDate(l.getDate()-(l.getDay()+6)%7-7*(m-1));\##
      const g=[],p=[];for(let t=0,o=-9;t<m;t++)for(let i=0;i<7;i++){const a=new Date(l.getFullYear(),l.getMonth(),\##
      l.getDate()+7*t+i);if(a>s)break;const d=y(a),u=30+c*t;g[t*7+i]=d,p.push(e("rect.l"+r(n.get(d)??0),{x:u,y:18+\##
      c*i,width:h,height:h,rx:2})),i===0&&a.getDate()<8&&t-o>2&&t<m-1&&(p.push(q(u,11,a.toLocaleDateString("en",{\##
      month:"short"}),"start")),o=t)}const u=Oe(t,20+7*c,["Mon","Wed","Fri"].map((e,t)=>q(0,18+c*(2*t+.8),e,"start\##
      ")),p),v=(e,t)=>g[d((e-30)/c)*7+d((t-18)/c)];return u.classList.add("linked"),u.addEventListener("click",e=>\##
      {const t=U(u),n=v(e.clientX-t.left,e.clientY-t.top);n&&S(a(n))}),_e(u,(e,t)=>{const s=e>=30&&t>=18&&v(e,t);\##
      return s?[s,n.get(s)?o(n.get(s)):"nothing"]:null})})}const je=["Monday","Tuesday","Wednesday","Thursday","\##
      Friday","Saturday","Sunday"];function cn(t,n,s){const o=at(n.flat());return we(t,t=>{const r=f(34,(t-36)/24)\##
      ,a=f(24,i(16,r)),c=Oe(t,20+7*a,n.map((t,n)=>[q(0,18+a*n+a/2+4,je[n].slice(0,3),"start"),t.map((t,s)=>e("rect\##
      .l"+o(t),{x:(36+r*s).toFixed(1),y:18+a*n,width:(r-2).toFixed(1),height:a-2,rx:2}))]),[0,3,6,9,12,15,18,21].\##
      map(e=>q(36+r*e,11,String(e).padStart(2,"0"),"start")));return _e(c,(e,t)=>{const i=d((e-36)/r),c=d((t-18)/a\##
      ),o=n[c]?.[i];return o==null?null:[`${je[c]} ${String(i).padStart(2,"0")}:00`,o?s(o):"nothing"]})})}function\##
       ne(t){const n=i(...t.map(e=>e.value??0),0);return e("ol.ranked",t.map(t=>e("li",e("span.name",{title:t.\##
      title??t.name},t.href?h(t.href,t.name):t.name,t.note&&e("small",t.note)),e("span.amount",t.text),e("span.\##
      track",{unspoken:!0},e("span",{style:{width:n?100*(t.value??0)/n+"%":"0"}},t.share>0&&e("span",{style:{width\##
      :100*t.share+"%"}}))))))}function an(t,n){const o=i(...t,0),a=10,s=28;return e("svg.spark",{viewBox:`0 0 ${a\##
      *i(12,t.length)} ${s}`,height:s,role:"img",preserveAspectRatio:"none",label:n},t.map((t,n)=>e("rect"+(t?"":"\##
      .none"),{x:n*a,width:a-2,y:o&&t?s-i(2,s*t/o):s-1,height:o&&t?i(2,s*t/o):1})))}function on(t,n,s,o){const r=\##
      200,a=e=>5+(r-10)*Math.log10(i(1,e))/Math.log10(i(10,s));return e("svg.span",{width:r,height:16,viewBox:`0 0\##
       ${r} 16`,role:"img",label:o},e("line",{x1:a(t),x2:a(n),y1:8,y2:8}),e("circle",{cx:a(t),cy:8,r:3.5}),e("\##
      circle.end",{cx:a(n),cy:8,r:2.5}))}const ge=["text","project","model","branch","state","since","until","on",\##
      "all"],nn=[["title","Session"],["ended","Last used"],["duration","Duration"],["messages","Messages"],["\##
      tokens","Tokens"],["cost","Cost"]];function Ie({source_state:e,deleted_after:t}){const n=t&&ee((new Date(t)-\##
      Date.now())/864e5),s="It is kept in the store";return e!=="present"?g(e==="missing"?"gone from disk":e,"gone\##
      ",s):t&&n<=7&&g(n>0?`deleted in ${n} d`:"deleted any time","warn",s)}const Q=e=>e.title||"Session "+e.\##
      session.slice(0,8);function tn(n,o){const{name:c,folder:a}=z(n.project),i=(...t)=>e("div.number",{role:"cell\##
      "},t);return e("div.row",{role:"row","aria-rowindex":o+2},e("div.what",{role:"cell"},e("a",{href:s("s/"+n.\##
      session),"data-index":o},Q(n)),e("small",{title:n.project},e("span.in",c),n.branch&&e("span.branch","on "+n.\##
      branch),Ie(n),n.forked_from&&g("fork","","Forked or resumed from "+n.forked_from),e("span.phone",Z(n.ended),\##
      " · ",m(n.cost_usd)),e("span.sr",a&&", in "+a))),e("div",{role:"cell"},H(n.ended,Z)),i(w(n.duration_ms)),i(t\##
      (n.messages)),i(e("span",{title:t(n.tokens)+" tokens"},r(n.tokens))),i(m(n.cost_usd)))}class Qt{constructor(\##
      t){this.signal=t,this.body=e("div.rows",{role:"rowgroup"}),this.made=new Map,this.scrolled=()=>\##
      requestAnimationFrame(()=>this.draw()),addEventListener("scroll",this.scrolled,{passive:!0}),\##
      addEventListener("resize",this.scrolled)}leave(){removeEventListener("scroll",this.scrolled),\##
      removeEventListener("resize",this.scrolled)}start(e,t){this.params=t,this.rows=e.sessions,this.total=e.total\##
      ,this.next=e.next,this.reading=null,this.made.clear(),this.body.replaceChildren(),this.draw()}get tall(){\##
      return innerWidth<760?64:52}draw(){if(!this.body.isConnected||!this.rows)return;const t=this.tall,s=P(this.\##
      body);this.body.style.height=this.total*t+"px";const o=i(0,d(-s/t)-6),n=f(this.total,ee((innerHeight-s)/t)+6\##
      );for(const[e,t]of this.made)(e<o||e>=n)&&!t.contains(C())&&(t.remove(),this.made.delete(e));for(let s=o;s<n\##
      ;s++){const i=this.rows[s],a=this.made.get(s);if(a&&(a.session||!i)){a.style.transform=`translateY(${s*t}px)\##
      `;continue}a?.remove();const r=i?tn(i,s):e("div.row.waiting",{role:"row","aria-rowindex":s+2},e("div",{role:\##
      "cell"},"…"));r.session=i,r.style.transform=`translateY(${s*t}px)`,this.made.set(s,r),this.body.append(r)}n>\##
      this.rows.length&&this.next&&this.read(n)}async read(e){if(this.wanted=i(this.wanted??0,e),this.reading)\##
      return;const t=this.reading={};try{for(;this.reading===t&&this.next&&this.rows.length<this.wanted;){const n=\##
      this.wanted-this.rows.length>300?1e3:200,e=await o("sessions",{...this.params,limit:n,cursor:this.next},this\##
      .signal);if(this.reading!==t)return;this.rows.push(...e.sessions),this.next=e.next,this.draw()}}catch(e){e.\##
      status===410&&dispatchEvent(new Event("hashchange"))}finally{this.reading===t&&(this.reading=null)}}move(e){\##
      const s=C()?.dataset?.index,o=i(0,f(this.total-1,s==null?e>0?0:this.total-1:+s+e)),n=this.tall,t=P(this.body\##
      )+o*n;t<150?scrollBy(0,t-150):t+n>innerHeight-20&&scrollBy(0,t+n-innerHeight+20),this.draw(),this.made.get(o\##
      )?.querySelector("a")?.focus({preventScroll:!0})}}async function Xt({main:s,signal:i}){const a=new Qt(i),d=e\##
      ("input",{type:"search",placeholder:"Title or first prompt",label:"Filter by title",autocomplete:"off"}),g=e\##
      ("span.note",{"aria-live":"polite"}),w=e("div.chips"),m=e("div.facet-lists"),b=e("div.row.head",{role:"row"}\##
      ),j=e("div.activity"),_=e("div"),f=e("div.pill"),p=e("div",{role:"table",label:"Sessions"},e("div",{role:"\##
      rowgroup"},b),a.body),O=()=>u(Object.fromEntries(ge.map(e=>[e,null])));let r={},A;d.addEventListener("input"\##
      ,()=>{clearTimeout(A),A=setTimeout(()=>S(u({text:d.value}),Boolean(l().params.get("text"))),150)});function \##
      F(t){const s=t.get("sort")??"ended",o=t.get("reverse")==="true",i=(s==="title"||s==="project")!==o;n(b,nn.\##
      map(([t,n],a)=>e("div",{role:"columnheader",class:a>1&&"number","aria-sort":t===s&&(i?"ascending":"\##
      descending")},e("a",{title:"Sort by "+n.toLowerCase(),href:u({sort:t==="ended"?null:t,reverse:t===s&&!o?"\##
      true":null})},n,t===s&&(i?" ↑":" ↓")))));const a=Ve(t,ge);n(w,a,a.length>1&&e("a.chip",{href:O()},"Clear all\##
      ")),C()!==d&&(d.value=t.get("text")??"")}function v(e,s){a.start(e,r),p.setAttribute("aria-rowcount",e.total\##
      +1),p.hidden=e.total===0,n(g,c(e.total,"session")),s.has("all")||o("sessions",{...r,all:"true",limit:1},i).\##
      then(s=>{const o=s.total-e.total;o>0&&a.total===e.total&&n(g,c(e.total,"session")," · ",h(u({all:"true"}),t(\##
      o)+" without a message"))}).catch(()=>{}),n(f),n(_,e.total===0&&(ge.some(e=>s.get(e))?se("No session fits \##
      these filters. ",h(O(),"Clear the filters")):Ce()))}async function T(s){const[a,c]=await Promise.all([o("\##
      facets",{tz:x,...J(s,["since","until","on"])},i),o("usage",{by:"week",fill:!0,limit:104,tz:x,...J(s,["\##
      project","model","branch"])},i)]),l=m.querySelector("details[open]"),r=(n,o,i,a=e=>e)=>{const c=new Map;for(\##
      const e of i)c.set(pe(e.key),(c.get(pe(e.key))??0)+e.sessions);const r=[...c].filter(([e])=>e).sort((e,t)=>t\##
      [1]-e[1]).slice(0,200).map(([n,i])=>e("li",e("a",{title:n,current:s.get(o)===n,href:u({[o]:s.get(o)===n?null\##
      :n})},e("span",a(n)),e("small",t(i)))));return r.length>0&&e("section",e("h2",n),e("ul",r.slice(0,7)),r.\##
      length>7&&e("details",{open:l},e("summary",`${r.length-7} more`),e("ul",r.slice(7))))};n(m,e("section",e("h2\##
      ","State"),E("State","state",[[null,"All"],["missing","Gone"],["expiring","Expiring"]],s.get("state"))),e("\##
      section",e("h2","Time"),E("Time","since",[[null,"All"],["7d","7 d"],["30d","30 d"],["90d","90 d"],["365d","1\##
       y"]],s.get("since"))),r("Project","project",a.projects,e=>z(e).name),r("Model","model",a.models),r("Branch"\##
      ,"branch",a.branches)),n(j,c.groups.length>1&&ye("Responses by week",c.groups.map(e=>({key:y(new Date(e.\##
      start)),parts:[e.responses],href:u({on:null,since:y(new Date(e.start)),until:y(new Date(+new Date(e.start)+6\##
      .5*864e5))})})),["Responses"],t,86))}async function M({params:e}){F(e);const s=r={tz:x,...J(e,[...ge,"sort",\##
      "reverse"])};T(e).catch(e=>{e.name!=="AbortError"&&n(m,e.message)});const t=await o("sessions",{...r,limit:\##
      100},i);if(s!==r)return;v(t,e),Ke(t.sessions)}return n(s,k("Sessions",g,e("div.grow"),d),e("div.columns",e("\##
      details.facets",{open:innerWidth>=1e3},e("summary","Filters"),m),e("div",j,w,p,_,f))),await M(l()),a.draw(),\##
      {update:M,leave:()=>a.leave(),keys:{j:()=>a.move(1),k:()=>a.move(-1)},async live(){const t=await o("sessions\##
      ",{...r,limit:100},i),s=t.total-a.total,d=P(a.body)>0&&!a.body.contains(C());d?v(t,l().params):(s>0||t.\##
      sessions[0]?.ended!==a.rows[0]?.ended)&&n(f,e("button",{onclick:()=>{scrollTo(0,0),v(t,l().params)}},s>0?c(s\##
      ,"new session"):"New messages",": show"))}}}let ue=[];function Ke(e){ue=e.map(e=>e.session)}async function \##
      Gt(e,t){return ue.length||Ke((await o("sessions",{limit:1e3})).sessions),ue[ue.indexOf(e)+t]}Q;const Re=[["\##
      7d","7 days"],["30d","30 days"],["90d","90 days"],["365d","Year"],["all","All"]];function G(n,s,o,i,a){const\##
       r=a>0&&i!=null&&Math.round(100*(i-a)/a);return e("div.figure",e("dt",n),e("dd",s,e("small",r===!1?o:`${r<0?\##
      "−":"+"}${t(r<0?-r:r)} % on the period before`)))}const Xe=()=>se("Nothing happened in this period. ",h(u({\##
      range:"all"}),"Show all that is stored"));function Qe({totals:n,previous:s}){const i=N(n)-n.output_tokens,o=\##
      (e,t,o,i)=>G(e,o(n[t]??0),i,n[t],s?.[t]);return e("dl.figures",o("Cost","cost_usd",m,"list prices"),o("\##
      Sessions","sessions",t,"with responses"),o("Responses","responses",t),o("Output","output_tokens",r,"tokens")\##
      ,G("From cache",W(n.cache_read_input_tokens,i),`of ${r(i)} input tokens`))}async function Yt({main:t,signal:\##
      i}){async function a({params:a}){const u=a.get("range")??"30d",l=u==="all"?null:u,f=e=>o("usage",{since:l,tz\##
      :x,...e},i),[p,T,M,v,b,C]=await Promise.all([f({by:l?"day":"month",fill:"true",compare:l&&"previous"}),f({by\##
      :"model"}),f({by:"project"}),o("sessions",{limit:8},i),o("usage",{by:"day",tz:x},i),o("doctor",{},i).catch((\##
      )=>null)]),S=new Map(b.groups.map(e=>[e.key,e.cost_usd||e.responses/1e3])),_=new Date((b.groups.at(-1)?.key?\##
      ?y(new Date))+"T12:00"),w=new Date,j=w-_>300*864e5?_:w,g=new Map;for(const e of M.groups){const t=pe(e.key),\##
      n=g.get(t)??{key:t,cost:0,tokens:0};n.cost+=e.cost_usd??0,n.tokens+=N(e),g.set(t,n)}const A=e=>ne(e.sort((e,\##
      t)=>t.value-e.value).slice(0,8));if(!b.groups.length&&!v.total)return n(t,k("Overview"),Ce());const d=p.\##
      totals.responses>0;n(t,k("Overview",e("div.grow"),E("Period","range",Re,u,"30d")),Qe(p),!d&&Xe(),C&&C.\##
      verdict!=="safe"&&e("p.warn","Not everything is safe yet. ",h(s("storage"),"See the storage")),e("div.cards"\##
      ,d&&F(l?"Cost by day":"Cost by month",ye("Cost",p.groups.map(e=>({key:e.key,parts:[e.cost_usd??0],href:s("\##
      sessions",{on:e.key})})),["Cost"],m,180)),F("A year of days",ln(`Cost by day, up to ${y(j)}.`,S,j,m,e=>s("\##
      sessions",{on:e}))),d&&O("Projects",A([...g.values()].map(e=>({name:z(e.key).name,title:e.key,value:e.cost,\##
      text:m(e.cost),note:r(e.tokens),href:e.key&&s("sessions",{project:e.key,since:l})}))),e("p.note",h(s("\##
      projects"),"All projects"))),d&&O("Models",A(T.groups.map(e=>({name:e.key??"no model",value:e.cost_usd??0,\##
      text:m(e.cost_usd),note:r(N(e)),href:s("sessions",{model:e.key,since:l})}))),e("p.note",h(s("usage",{split:"\##
      model"}),"Usage over time"))),F("Latest sessions",e("ul.latest",v.sessions.map(t=>e("li",h(s("s/"+t.session)\##
      ,Q(t)),H(t.ended,Z),e("span.number",m(t.cost_usd)),e("small",z(t.project).name+" ",Ie(t))))),e("p.note",h(s(\##
      "sessions"),"All "+c(v.total,"session"))))))}return await a(l()),{update:a}}const qt=/(`+)(.+?)\1(?!`)|\*\*(\##
      ?=\S)(.+?)\*\*|__(?=\S)(.+?)__(?!\w)|(?<![\w*])\*(?=[^\s*])([^*\n]+?)\*(?![\w*])|\[([^\]\n]{1,400})\]\((\##
      https?:\/\/[^\s)]{1,2000})\)|(https?:\/\/[^\s<>"'`)\]]{1,2000})/g,et=(t,...n)=>e("a",{href:t,rel:"noopener \##
      noreferrer",target:"_blank"},...n);function T(t,n=0){if(n>4||t.length>2e4)return[t];const s=[];let o=0;for(\##
      const a of t.matchAll(qt)){s.push(t.slice(o,a.index));const[h,,r,c,l,d,m,u,i]=a;if(o=a.index+h.length,r!=\##
      null)s.push(e("code",r));else if(c??l)s.push(e("strong",T(c??l,n+1)));else if(d)s.push(e("em",T(d,n+1)));\##
      else if(u)s.push(et(u,T(m,5)));else if(i){const e=/[.,;:!?]+$/.exec(i)?.[0]??"";s.push(et(i.slice(0,i.length\##
      -e.length),i.slice(0,i.length-e.length)),e)}}return s.push(t.slice(o)),s}function L(t){if(t.length<12e3)\##
      return e("pre",t);const n=[];for(let o=0;o<t.length;){let s=f(t.length,o+6e3);const i=t.lastIndexOf(`
      `,s);s<t.length&&i>o+1e3?s=i+1:/[\ud800-\udbff]/.test(t[s-1]??"")&&(s-=1),n.push(e("span.part",t.slice(o,s))\##
      ),o=s}return e("pre",n)}const st=e=>e.trim().replace(/^\||\|$/g,"").split(/(?<!\\)\|/).map(e=>e.trim()),Te=/\##
      ^(\s*)(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;function it(e){return e.length>6e4?[L(e)]:Fe(e.split(`
      `),0)}function Fe(t,n){const s=[];let i=[];const o=()=>{if(!i.length)return;s.push(e("p",i.flatMap((t,n)=>n?\##
      [e("br"),...T(t)]:T(t)))),i=[]};for(let a=0;a<t.length;a++){const r=t[a];let c;if(r.trim())if(c=/^(\s*)(`{3,\##
      }|~{3,})/.exec(r)){o();const[,n,i]=c,e=[];for(a++;a<t.length&&!t[a].trim().startsWith(i);a++)e.push(t[a].\##
      startsWith(n)?t[a].slice(n.length):t[a]);s.push(L(e.join(`
      `)))}else if(c=/^(#{1,6})\s+(.*?)\s*#*$/.exec(r))o(),s.push(e("p.h"+f(3,c[1].length),T(c[2])));else if(/^\s*\##
      ([-*_])(\s*\1){2,}\s*$/.test(r))o(),s.push(e("hr"));else if(r.includes("|")&&/^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:\##
      ?\s*)*\|?\s*$/.test(t[a+1]??"")){o();const n=[],i=st(r);for(a+=2;a<t.length&&t[a].includes("|");a++)n.push(\##
      st(t[a]));a--,s.push(Pe("Table",e("table",e("thead",e("tr",i.map(t=>e("th",{scope:"col"},T(t))))),e("tbody",\##
      n.map(t=>e("tr",t.map(t=>e("td",T(t)))))))))}else if(/^\s{0,3}>/.test(r)&&n<6){o();const i=[];for(;a<t.\##
      length&&/^\s{0,3}>/.test(t[a]);a++)i.push(t[a].replace(/^\s{0,3}>\s?/,""));a--,s.push(e("blockquote",Fe(i,n+\##
      1)))}else if((c=Te.exec(r))&&n<6){o();const i=c[1].length,r=c[2]!=null,d=c[2],l=[];for(;a<t.length;a++){\##
      const e=Te.exec(t[a]);if(e&&e[1].length<=i&&e[2]!=null===r)l.push([e[3]]);else if(e&&e[1].length<i+2||!t[a].\##
      trim()&&!/^\s+\S/.test(t[a+1]??"")&&!Te.test(t[a+1]??"")||!e&&t[a].trim()&&!/^\s/.test(t[a]))break;else l.at\##
      (-1).push(t[a].slice(f(i+2,/^\s*/.exec(t[a])[0].length)))}a--;const u=l.map(t=>{const s=/^\[([ xX])\]\s+(.*)\##
      $/.exec(t[0]);return s&&(t[0]=(s[1]===" "?"☐ ":"☑ ")+s[2]),e("li",t.length>1?Fe(t,n+1):T(t[0]))});s.push(e(r\##
      ?"ol":"ul",{start:r&&d!=="1"&&d},u))}else i.push(r);else o()}return o(),s}function Ue(e){try{const t=JSON.\##
      parse(e);return t&&typeof t=="object"&&!Array.isArray(t)?M(t):null}catch{return null}}function Et(e){const n\##
      =Ue(e)?.find(([,e])=>typeof e=="string")?.[1]??/:\s*"((?:[^"\\]|\\.)*)/.exec(e)?.[1]??"",t=n.trim().split(`
      `)[0];return t.length>160?t.slice(0,159)+"…":t}const lt={user:"Prompt",assistant:"Answer",system:"Note"};\##
      function Ut(s,i,a,r,c){return e("button.more",{onclick:async l=>{const d=l.currentTarget;d.disabled=!0,d.\##
      textContent="Reading …";try{const d=await o(`sessions/${s.id}/turns`,{...s.version,entry:i.entry,before:0,\##
      after:1,max_chars:1e6},s.signal),l=d.turns.find(e=>e.entry===i.entry)?.blocks[a];if(!l)throw new Error("This\##
       turn is not there any more.");n(r,c(l.text),l.truncated&&e("p.note",`This is the beginning, ${t(l.text.\##
      length)} characters; the key . shows the stored record.`))}catch(e){e.name!=="AbortError"&&(d.textContent=e.\##
      message)}}},`Show all ${b(i.blocks[a].bytes)}`)}function X(t,n,s,o){const a=n.blocks[s],i=e("div.body",o(a.\##
      text));return a.truncated&&i.append(Ut(t,n,s,i,o)),i}function Wt(t){const n=Ue(t);return n?n.map(([t,n])=>{\##
      const s=typeof n=="string"?n:JSON.stringify(n,null,2),o=/^old_/.test(t)?".lost":/^new_/.test(t)?".new":"";\##
      return e("div.argument"+o,e("span",t),s.length>80||s.includes(`
      `)?L(s):e("code",s))}):[L(t)]}function Rt(t,n,s,o){const r=n.blocks[s],i=n.blocks[o],a=e("details.k-tool"+(i\##
      ?.error?".failed":""),null,e("summary",e("b",r.tool??"Tool"),e("span.gist",Et(r.text)),i?.error&&g("error","\##
      bad"),e("span.took",i?i.duration_ms!=null&&w(i.duration_ms):"no result")));return a.addEventListener("toggle\##
      ",()=>{if(!a.open||a.children.length>1)return;a.append(X(t,n,s,Wt)),i&&a.append(e("h3",i.error?"Error":"\##
      Result"),X(t,n,o,L))}),a}function ft(t,n,s,o,i){const r=n.blocks[s],a=e("details.k-"+o,e("summary",e("b",i),\##
      e("span.gist",Le(r.text)),e("span.took",r.bytes>999&&b(r.bytes))));return a.addEventListener("toggle",()=>{a\##
      .open&&a.children.length===1&&a.append(X(t,n,s,it))}),a}function pt(n,s){const o=[],a=new Set;s.blocks.\##
      forEach((t,i)=>{if(a.has(i))return;if(t.kind==="text")o.push(e("div.k-"+(s.role==="user"?"prompt":"answer"),\##
      null,X(n,s,i,it)));else if(t.kind==="thinking")o.push(ft(n,s,i,"thinking","Thinking"));else if(t.kind==="\##
      tool_use"){const e=s.blocks.findIndex((e,n)=>n>i&&e.kind==="tool_result"&&e.call===t.call&&!a.has(n));e>=0&&\##
      a.add(e),o.push(Rt(n,s,i,e))}else t.kind==="tool_result"?o.push(e("details.k-tool",e("summary",e("b",t.tool?\##
      ?"Result"),e("span.gist",Le(t.text)),t.error&&g("error","bad")),X(n,s,i,L))):t.kind==="summary"?o.push(ft(n,\##
      s,i,"thinking","Summary")):t.kind==="image"?o.push(!t.call&&e("p.k-prompt.note","Image: "+t.text)):o.push(e(\##
      "p.k-note",t.text.slice(0,600)))}),s.kinds=s.blocks.map(e=>({text:s.role==="user"?"prompts":"answers",\##
      thinking:"thinking",summary:"thinking",image:"prompts",note:"notes"}[e.kind]??"tools"));const i=s.timestamp&\##
      &new Date(s.timestamp),c=s.usage&&N(s.usage);return e("article.turn."+s.role,{"data-entry":s.entry,"data-seq\##
      ":s.seq,tabindex:-1,label:lt[s.role]+(i?", "+j(s.timestamp):"")},e("header",e("span.who",lt[s.role]),s.\##
      branch!=null&&g("branch "+s.branch)),e("div.parts",o),e("footer",i&&e("time",{datetime:s.timestamp,title:y(i\##
      )},te(i)),c>0&&e("span.took",{title:`${t(s.usage.output_tokens)} tokens written, ${t(c-s.usage.output_tokens\##
      )} read`},r(s.usage.output_tokens)+" tokens")))}const gt=["Text","Changes","Commands","Other tools","","\##
      Reading","Errors"];function Lt(e){if(e.blocks.some(e=>e.error))return 6;const t=e.blocks.find(e=>e.kind==="\##
      tool_use")?.tool?.toLowerCase();return t?/edit|write|patch|notebook/.test(t)?1:/bash|shell|exec|command|\##
      terminal/.test(t)?2:/read|grep|glob|search|fetch|list|^ls$/.test(t)?5:3:0}async function Nt(t,s){const o=[];\##
      for(let e=0;e!=null;){const t=await s.ask({entry:e,before:0,after:200,max_chars:1,parts:"tools"});for(const \##
      e of t.turns)e.role==="assistant"&&e.usage&&e.timestamp&&e.depth===0&&e.branch==null&&o.push({entry:e.entry,\##
      at:+new Date(e.timestamp),kind:Lt(e),out:e.usage.output_tokens,context:e.usage.input_tokens+e.usage.\##
      cache_creation_input_tokens+e.usage.cache_read_input_tokens});if(e=typeof t.next=="number"&&t.next>e?t.next:\##
      null,o.length>2e4)break}if(o.length<2)return;o.sort((e,t)=>e.at-t.at);const l=[];let c=0;o.forEach((e,t)=>{\##
      const n=t?e.at-o[t-1].at:0;n>12e4&&l.push({x:c+15e3,gap:n}),c+=n>12e4?3e4:n,e.x=c});const h=i(...o.map(e=>e.\##
      out),1),d=i(...o.map(e=>e.context),1),m=74,a=64,u=gt.map((e,t)=>[e,t]).filter(([,e])=>o.some(t=>t.kind===e))\##
      ,f=`Time and tokens: ${o.length} responses in ${w(c)} of work, ${l.length} longer pauses, a context of at \##
      most ${r(d)} tokens.`;n(t,we(f,t=>{const n=e=>3+(t-6)*(c?e.x/c:0),v=e=>i(2,(a-6)*(e/h)**.5),f=e("line.marker\##
      ",{x1:-9,x2:-9,y1:0,y2:a}),p=e("svg.linked",{width:t,height:m},l.map(t=>e("line.pause",{x1:n(t),x2:n(t),y1:0\##
      ,y2:a})),u.map(([,t])=>e("path.s"+t,{d:o.filter(e=>e.kind===t).map(e=>`M${n(e).toFixed(1)} ${a}v${(-v(e.out)\##
      ).toFixed(1)}`).join("")})),e("polyline",{points:o.map(e=>`${n(e).toFixed(1)},${(a-(a-6)*e.context/d).\##
      toFixed(1)}`).join(" ")}),e("line.base",{x1:0,x2:t,y1:a,y2:a}),f),g=e=>o.reduce((t,s)=>Math.abs(n(s)-e)<Math\##
      .abs(n(t)-e)?s:t);return p.addEventListener("click",e=>s.jump(g(e.clientX-U(p).left).entry)),_e(p,e=>{const \##
      t=g(e),s=new Date(t.at);return f.setAttribute("x1",n(t)),f.setAttribute("x2",n(t)),[`${y(s)} ${te(s)}`,gt[t.\##
      kind],r(t.out)+" tokens written","context "+r(t.context)+" tokens"]})}),e("div.strip-note",e("ul.legend",u.\##
      map(([t,n])=>e("li",e("i.s"+n,{unspoken:!0}),t)),e("li",e("i.line",{unspoken:!0}),"Context, up to "+r(d))),e\##
      ("span.note",`${o.length} responses · ${w(c)} of work`+(l.length?` · ${l.length} pauses cut`:""))))}const jt\##
      =[["prompts","Prompts"],["answers","Answers"],["thinking","Thinking"],["tools","Tools"],["notes","Notes"],["\##
      subagents","Subagents"]],Dt=160,oe=40;class zt{constructor(t,n,s){Object.assign(this,{id:t,signal:n,version:\##
      s,turns:[],hidden:new Set}),this.node=e("div.turns"),this.start=e("div.edge"),this.end=e("div.edge"),this.\##
      watcher=new IntersectionObserver(e=>{for(const t of e)t.isIntersecting&&this.extend(t.target===this.start?-1\##
      :1)},{rootMargin:"900px 0px"})}ask(e){return o(`sessions/${this.id}/turns`,{...this.version,...e},this.\##
      signal)}async open(e,t){const s=this.window={},n=await this.ask(e);if(s!==this.window)return;this.watcher.\##
      disconnect(),this.node.replaceChildren(),this.turns=[],this.total=n.total,this.next=n.next,this.hasBefore=!0\##
      ,this.add(n.turns,!1),(!this.turns.length||this.turns[0].entry===0)&&(this.hasBefore=!1),this.mark(),t&&\##
      scrollTo(0,document.body.scrollHeight),requestAnimationFrame(()=>{this.watcher.observe(this.start),this.\##
      watcher.observe(this.end)})}add(e,t){const s=new Set(this.turns.map(e=>e.entry)),n=e.filter(e=>!s.has(e.\##
      entry));for(const e of n)e.node=pt(this,e);for(this.turns=t?[...n,...this.turns]:[...this.turns,...n];this.\##
      turns.length>Dt;){const e=t?this.turns.pop():this.turns.shift();e.node.remove(),t?this.next=e.entry:this.\##
      hasBefore=!0}return this.arrange(),this.hide(),n.length}arrange(){const o=[],a=new Map([...this.node.\##
      querySelectorAll(".subagent")].map(e=>[e.querySelector(".turn")?.dataset.entry,e]));let s=null,i;for(const t\##
       of this.turns)t.depth?(s||(s=a.get(String(t.entry))??e("details.subagent",e("summary"),e("div")),s.turns=[]\##
      ,s.before=i,o.push(s)),s.turns.push(t)):(s=null,i=t,o.push(t.node));for(const t of o){if(!t.turns)continue;\##
      const s=[t.before,...t.turns].flatMap(e=>e?.blocks??[]).map(e=>this.works?.get(e.subagent)).filter(Boolean),\##
      a=s.length?s.reduce((e,t)=>e+N(t),0):t.turns.reduce((e,t)=>e+(t.usage?N(t.usage):0),0),l=s.some(e=>e.\##
      cost_usd==null)?null:s.reduce((e,t)=>e+t.cost_usd,0),d=t.turns[0].blocks.find(e=>e.kind==="text")?.text??"";\##
      n(t.firstChild,e("b","Subagent"),e("span.gist",Le(d)),e("span.took",c(t.turns.length,"turn")+(a?", "+r(a)+" \##
      tokens":"")+(s.length?", "+m(l):"")));const i=t.lastChild;(i.children.length!==t.turns.length||i.firstChild!\##
      ==t.turns[0].node)&&n(i,t.turns.map(e=>e.node))}let t=this.node.firstChild;for(const e of o)e===t?t=t.\##
      nextSibling:this.node.insertBefore(e,t);for(;t;){const e=t.nextSibling;t.remove(),t=e}}async extend(e){if(\##
      this.busy||!this.turns.length||(e<0?!this.hasBefore:this.next==null))return;this.busy=!0;const{window:t}=\##
      this;try{if(e>0){const e=await this.ask({entry:this.next,before:0,after:oe});if(t!==this.window)return;this.\##
      next=e.next,this.add(e.turns,!1)}else{const e=this.turns[0],n=P(e.node),s=await this.ask({entry:e.entry,\##
      before:oe,after:1});if(t!==this.window)return;const o=this.add(s.turns,!0);this.hasBefore=o>0&&this.turns[0]\##
      .entry>0,scrollBy(0,P(e.node)-n)}this.mark()}finally{this.busy=!1}const n=e<0?this.start:this.end;this.\##
      watcher.unobserve(n),this.watcher.observe(n)}mark(){n(this.start,this.hasBefore?"Earlier turns are read …":\##
      null),n(this.end,this.next!=null?"Later turns are read …":this.turns.length?"End of the session":"Nobody \##
      says anything in this session.")}hide(e=this.hidden){this.hidden=e;for(const t of this.turns)t.node.hidden=t\##
      .kinds.every(t=>e.has(t))}seen(){return this.turns.filter(e=>e.node.checkVisibility())}current(){const t=C()\##
      ?.closest?.(".turn"),e=this.seen();return e.find(e=>e.node===t)??e.find(e=>U(e.node).bottom>140)??e.at(-1)}\##
      focus(e){e.node.closest("details.subagent")?.setAttribute("open",""),e.node.scrollIntoView({block:"start"}),\##
      e.node.focus({preventScroll:!0}),re(Ee(this.id,e.seq))}async jump(e){let t=this.turns.find(t=>t.entry>=e);(!\##
      t||this.turns[0].entry>e)&&(await this.open({entry:e,before:4,after:oe}),t=this.turns.find(t=>t.entry>=e)),t\##
      &&this.focus(t)}async move(e){const t=this.seen(),n=t.indexOf(this.current()),o=C()===t[n]?.node,s=t[o?n+e:i\##
      (0,n)];s?this.focus(s):await this.extend(e)}}function Ee(e,t){const n=l().params;n.delete("follow");const s=\##
      String(n);return`#/s/${e}${t!=null?"@"+t:""}${s?"?"+s:""}`}function Mt(t,n){const o=n.prompts.filter(e=>e.\##
      text||e.number>0),s=(n.files??[]).filter(e=>e.writes);return[e("h2","Prompts"),e("ol",o.map(s=>e("li",e("a",\##
      {href:Ee(n.session,s.seq),"data-prompt":s.entry,onclick:e=>{e.preventDefault(),t.jump(s.entry)}},e("span",s.\##
      text||"Image"),e("small",[s.timestamp&&te(new Date(s.timestamp)),s.calls&&c(s.calls,"call"),s.errors&&c(s.\##
      errors,"error"),m(s.cost_usd)].filter(Boolean).join(" · ")))))),s.length>0&&e("details.files",{open:s.length\##
      <8},e("summary",c(s.length,"file")+" written"),e("ul",s.slice(0,200).map(t=>e("li",{title:`${t.path}, ${c(t.\##
      writes,"write")}, ${c(t.reads,"read")}`},t.path.split(/[\\/]/).slice(-2).join("/")))))]}async function St({\##
      main:i,signal:a,title:d}){const K=({parts:e,params:t})=>{const[n,s]=(e[1]??"").split("@");return{id:n,seq:s,\##
      params:t,follow:t.get("follow")==="true"}};let{id:b,seq:_,params:O,follow:v}=K(l());const V=O.get("\##
      generation")?{generation:O.get("generation")}:{},f=new zt(b,a,V),E="sessions/"+encodeURIComponent(b),Z=v?f.\##
      ask({tail:30}):null,[p,M]=await Promise.all([o(E,{},a),o(E+"/outline",V,a)]);f.id=b=p.session,f.works=new \##
      Map(M.prompts.flatMap(e=>e.subagents_started).map(e=>[e.subagent,e])),d(Q(p));const X="ccstore resume "+(p.\##
      short_id??b),G=()=>location.href.split("#")[0]+Ee(b,f.current()?.seq),$=()=>new Set((l().params.get("hide")?\##
      ?localStorage.getItem("hide")??"notes").split(",").filter(Boolean)),k=e("div.choice",{role:"group",label:"\##
      Show"}),I=R("Follow",()=>T.f());function x(){const t=$();n(k,jt.map(([n,s])=>e("button",{"aria-pressed":\##
      String(!t.has(n)),"data-kind":n,onclick:()=>A(n)},s)));for(const[e]of jt)f.node.classList.toggle("hide-"+e,t\##
      .has(e));f.hide(t),I.setAttribute("aria-pressed",String(v))}function A(e){const t=$(),n=f.current(),i=n&&P(n\##
      .node);t.delete(e)||t.add(e);const s=[...t].join(",");localStorage.setItem("hide",s);const o=C()?.dataset?.\##
      kind;re(u({hide:s||"none"})),x(),o&&k.querySelector(`[data-kind=${o}]`).focus(),n?.node.checkVisibility()&&\##
      scrollBy(0,P(n.node)-i),Y((t.has(e)?"Hidden: ":"Shown: ")+e)}async function se(e){const t={html:"html",\##
      markdown:"md",jsonl:"jsonl"}[e];ke(`${b.slice(0,8)}.${t}`,await Ze(E+"/export",{format:e}),"application/\##
      octet-stream")}async function ne(){const t=f.current();if(!t)return;const n=await(await Ze(`${E}/records/${t\##
      .seq}`)).text();let s=n;try{s=JSON.stringify(JSON.parse(n),null,2)}catch{}Me(`Record ${t.seq} as it is \##
      stored`,e("div.record",{tabindex:0},L(s.slice(0,2e6))),e("p",e("button",{type:"button",onclick:()=>ke(`\##
      record-${t.seq}.json`,n,"application/octet-stream")},"Save the exact bytes")))}const N=e=>{const t=f.current\##
      ()?.entry??0,n=M.prompts.filter(e=>e.number>0),s=e>0?n.find(e=>e.entry>t):n.findLast(e=>e.entry<t);s&&f.jump\##
      (s.entry)},q=async e=>{const t=await Gt(b,e);t?S(s("s/"+t)):Se("No more sessions")},T={j:()=>f.move(1),k:()=\##
      >f.move(-1),J:()=>N(1),K:()=>N(-1),"[":()=>q(-1),"]":()=>q(1),t:()=>A("tools"),h:()=>A("thinking"),".":ne,y:\##
      ()=>B(G(),"Link"),r:()=>B(X,"Command"),f:async()=>{v=!v,re(u({follow:v?"true":null})),x(),Y(v?"Following the
      """## + appJS2)
}
