// Made by Tools/embed-dashboard of Sources/Serving/Dashboard. Change the files there and run the script.
// swift-format-ignore-file

extension Assets {
  static let appJS = Asset(
    name: "app.js", contentType: "text/javascript; charset=utf-8",
    digest: "9e1bbc7f7b6e4906d76e048e8f0d594568b2178614ea017111c807714868bae0",
    sources: [
      "api.js", "app.js", "charts.js", "dom.js", "lists.js", "overview.js", "search.js", "session.js",
      "sessions.js", "storage.js", "strip.js", "text.js", "turns.js", "usage.js", "versions.js",
    ],
    sourceDigest: "745883476362113b304ea05d3d0e2ab465c2f5536acd937e09dad72ed820bf14",
    text: ##"""
      (()=>{let mn=new Set(["svg","g","path","rect","line","text","title","circle","polyline"]),c=Math.floor,te=\##
      Math.ceil,i=Math.max,h=Math.min,D=Object.entries,K=e=>e.getBoundingClientRect(),wn={label:"aria-label",\##
      current:"aria-current",unspoken:"aria-hidden"},f=(e,t,n)=>e.addEventListener(t,n);function e(o,s,...i){if(s?\##
      .constructor!==Object)return e(o,{},s,...i);let[n,...a]=o.split("."),t=mn.has(n)?document.createElementNS("\##
      http://www.w3.org/2000/svg",n):document.createElement(n);a.length&&t.setAttribute("class",a.join(" ")),n==="\##
      button"&&(t.type="button");for(let[o,e]of D(s)){if(e==null||e===!1)continue;let n=wn[o]??o;if(n.startsWith("\##
      on"))f(t,n.slice(2),e);else if(n==="style")for(let[n,s]of D(e))t.style.setProperty(n,s);else n==="value"?t.\##
      value=e:t.setAttribute(n,e===!0&&n===o?"":e)}return t.append(...i.flat(9).filter(e=>e!=null&&e!==!1)),t}let \##
      s=(e,...t)=>(e.replaceChildren(...t.flat(9).filter(e=>e!=null&&e!==!1)),e),m=e=>document.getElementById(e),C\##
      =()=>document.activeElement,V=e=>K(e).top,l=(t,...n)=>e("a",{href:t},n),N=t=>e("code","ccstore "+t),Pe=(t,..\##
      .n)=>e("div.scroll",{tabindex:0,role:"region",label:t},...n),$=(t,n,s)=>e("button",{onclick:n,...s},t),Q=e=>\##
      {m("said").textContent=e};function v(){let[t,n]=location.hash.slice(1).split("?"),e=[];try{e=t.split("/").\##
      filter(Boolean).map(decodeURIComponent)}catch{}return{parts:e,params:new URLSearchParams(n??"")}}function n(\##
      e,t){let o=D(t??{}).filter(([,e])=>e!=null&&e!==""),n=new URLSearchParams(o.flatMap(([e,t])=>Array.isArray(t\##
      )?t.map(t=>[e,t]):[[e,t]])),s=v().params.get("as_of");return s&&!n.has("as_of")&&t?.as_of!==null&&n.set("\##
      as_of",s),"#/"+e+(String(n)?"?"+n:"")}let de=e=>history.replaceState(null,"",e),J=(e,t)=>Object.fromEntries(\##
      t.map(t=>[t,e.getAll(t)]));function d(e){let{parts:o,params:t}=v(),s={};for(let n of new Set(t.keys())){let \##
      e=t.getAll(n);s[n]=e.length>1?e:e[0]}return n(o.map(encodeURIComponent).join("/"),{...s,...e})}let T=(e,t)=>\##
      {t?(de(e),dispatchEvent(new HashChangeEvent("hashchange"))):location.hash=e},Ve=new Intl.NumberFormat("en"),\##
      t=e=>Ve.format(e);function r(e){if(e==null)return"–";if((e<0?-e:e)<1e4)return Ve.format(Math.round(e));let[n\##
      ,s]=e>=9995e5?[1e9,"B"]:e>=999500?[1e6,"M"]:[1e3,"k"],t=e/n;return t.toFixed(t<99.95?1:0)+" "+s}function u(e\##
      ){return e==null?"no price":"$"+(e>=9999.5?r(e):e>=1e3?Ve.format(Math.round(e)):e&&e<.01?e.toFixed(4):e.\##
      toFixed(2))}function _(e){if(e==null)return"–";let n=["B","kB","MB","GB","TB"],t=0;for(;e>=999.5&&t<4;t++)e/\##
      =1e3;return e.toFixed(t&&e<99.95?1:0)+" "+n[t]}function x(e){if(e==null)return"–";let t=e/1e3;return t<1?\##
      Math.round(e)+" ms":t<60?t.toFixed(t<10?1:0)+" s":t<3600?c(t/60)+" min":t<86400?c(t/3600)+" h "+c(t/60)%60+"\##
       min":c(t/86400)+" d "+c(t/3600)%24+" h"}let U=(e,t)=>t?(100*e/t).toFixed(e/t<.0995?1:0)+" %":"–",a=(e,n,s)=\##
      >t(e)+" "+(e===1?n:s??n+"s"),L=e=>e.input_tokens+e.output_tokens+e.cache_creation_input_tokens+e.\##
      cache_read_input_tokens,E=Intl.DateTimeFormat().resolvedOptions().timeZone||"UTC",ue=e=>String(e).padStart(2\##
      ,"0"),y=e=>e.getFullYear()+"-"+ue(e.getMonth()+1)+"-"+ue(e.getDate()),se=e=>ue(e.getHours())+":"+ue(e.\##
      getMinutes());function j(e){if(!e)return"–";let t=new Date(e);return y(t)+" "+se(t)}function ne(e){if(!e)\##
      return"–";let t=Date.now()-new Date(e);return t<6e4?t<0?j(e):"now":t<36e5?c(t/6e4)+" min ago":t<864e5?c(t/\##
      36e5)+" h ago":t<14*864e5?c(t/864e5)+" d ago":y(new Date(e))}let I=(t,n)=>e("time",{datetime:t,title:j(t)},(\##
      n??j)(t)),Ue=e=>e.trim().split(`
      `)[0].slice(0,160);function F(e){let t=(e??"").split(/[\\/]/).filter(Boolean);return{name:t.at(-1)??"no \##
      project",folder:t.slice(0,-1).join("/")}}let ve=e=>(e??"").replace(/[\\/](?:\.[\w-]+[\\/])?\.?worktrees[\\/]\##
      .*$/,""),A=(t,...n)=>e("div.heading",e("h1",t),...n),O=(t,...n)=>e("section.card",{label:t},e("h2",t),n),S=(\##
      ...e)=>{let t=O(...e);return t.classList.add("wide"),t},je=(t,...n)=>e("p.empty",t,...n),Ae=()=>je("Nothing \##
      is stored yet. Store the transcripts of this machine with ",N("ingest")),g=(t,n,s)=>e("span.badge"+(n?"."+n:\##
      ""),{title:s},t),ae=(t,...n)=>e("div.choice",{role:"group",label:t},n),M=(t,n,s,o,i)=>ae(t,s.map(([t,s])=>e(\##
      "a",{href:d({[n]:t===i?null:t}),current:t===o},s))),Be=(t,n)=>n.filter(e=>t.get(e)).map(n=>e("a.chip",{href:\##
      d({[n]:null}),label:`Remove the filter ${n}: ${t.get(n)}`},e("small",n),n==="project"?F(t.get(n)).name:t.get\##
      (n)," ×")),fe=(t,n)=>e("dl"+t,D(n).map(([t,n])=>n&&e("div",e("dt",t),e("dd",n)))),p=(e,t,n)=>({title:e,text:\##
      t,...n}),b=(e,t,n)=>({title:e,text:t,class:"number",...n});function H(t,n,s,o){let i=(t,n,s)=>{let o=t.text(\##
      n),i=t.href?.(n);return e(s?"td":"th",{class:t.class,scope:!s&&"row"},i?e("a",{href:i},o):o)};return Pe(t,e(\##
      "table",e("caption.sr",t),e("thead",e("tr",n.map(t=>e("th",{scope:"col",class:t.class},t.title)))),e("tbody"\##
      ,s.map(t=>e("tr",n.map((e,n)=>i(e,t,n))))),o))}function ke(t,n,s){let o=URL.createObjectURL(new Blob([n],{\##
      type:s}));e("a",{href:o,download:t}).click(),setTimeout(()=>URL.revokeObjectURL(o),1e4)}function _n(e,t){let\##
       n=e=>{let t=e==null?"":String(e);return typeof e=="string"&&/^[=+\-@\t\r]/.test(t)&&(t="'"+t),/[",\n\r]/.\##
      test(t)?'"'+t.replaceAll('"','""')+'"':t};return[e.map(e=>e.title),...t.map(t=>e.map(e=>(e.value??e.text)(t)\##
      ))].map(e=>e.map(n).join(",")).join(`\r
      `)+`\r
      `}async function G(t,n){try{await navigator.clipboard.writeText(t),Q(n+" copied."),De(n+" copied")}catch{Ne(\##
      n,e("pre.copied",{tabindex:0},t))}}let me;function De(t){me?.remove(),me=e("div.toast",{unspoken:!0},t),\##
      document.body.append(me);let n=me;setTimeout(()=>n.remove(),1800)}function Ne(n,...o){let t=m("dialog");s(t,\##
      e("div.heading",e("h2",{id:"dialog-title"},n),e("button.quiet",{onclick:()=>t.close()},"Close")),o),t.open||\##
      t.showModal()}let le=sessionStorage.getItem("token");function it(){let e=location.hash.slice(1);if(!e||e.\##
      startsWith("/"))return;sessionStorage.setItem("token",le=e),history.replaceState(null,"",location.pathname+"\##
      #/")}class oe extends Error{constructor(e,t){super(t.detail||t.title||"The server answers "+e+"."),this.\##
      status=e,this.problem=t}}class ht extends Error{}let R=new EventTarget,q=(e,t)=>R.dispatchEvent(new \##
      CustomEvent(e,{detail:t}));async function pe(e,t){let s={...t.headers};le&&(s.Authorization="Bearer "+le);\##
      let n;for(let o=0;!n;o++)try{n=await fetch("/api/v1/"+e,{...t,headers:s,cache:"no-cache",credentials:"omit"}\##
      )}catch(e){if(e.name==="AbortError")throw e;if(o>1||t.method)throw q("down"),new ht;await _t(200)}if(n.ok)\##
      return n;let o=await n.json().catch(()=>({}));throw n.status===401&&q("token",{had:Boolean(le)}),new oe(n.\##
      status,o)}function jn(e){let t=new URLSearchParams;for(let[s,n]of D(e??{}))for(let e of Array.isArray(n)?n:[\##
      n])e!=null&&e!==""&&t.append(s,e);return t}function tt(e,t){let n=jn(t),s=v().params.get("as_of");return s&&\##
      !n.has("as_of")&&!/^(health|doctor|preview|events|log|runs)/.test(e)&&n.set("as_of",s),e+(String(n)?"?"+n:""\##
      )}async function o(e,t,n){let o=await pe(tt(e,t),{signal:n}),i=Number(o.headers.get("X-Ccstore-Lost"));i&&q(\##
      "lost",i);let s=await o.json();return s.head&&t?.as_of!==null&&!v().params.has("as_of")&&(R.head=s.head.seq)\##
      ,s}let rt=e=>e.catch(e=>{if(e instanceof oe)return null;throw e}),ut=async(e,t,n)=>(await pe(tt(e,t),{signal\##
      :n})).blob(),vn=async(e,t)=>(await pe(e,{method:"POST",headers:{"Content-Type":"application/json"},body:JSON\##
      .stringify(t??{})})).json(),_t=e=>new Promise(t=>setTimeout(t,e));async function Et(){let t,e=0;for(;;){try{\##
      let n={Accept:"text/event-stream"};t&&(n["Last-Event-ID"]=t);let s=await pe("events",{headers:n});q("up",{\##
      again:e>0}),e=0;let o=s.body.pipeThrough(new TextDecoderStream).getReader();for(let e="";;){let{done:s,value\##
      :i}=await o.read();if(s)break;let n=(e+i).split(`

      `);e=n.pop();for(let s of n){let e={type:"message",data:""};for(let i of s.split(`
      `)){let[,n,o]=/^(\w+): ?(.*)$/.exec(i)??[];n==="id"?t=o:n==="event"?e.type=o:n==="data"&&(e.data+=o)}if(e.\##
      data){let t=null;try{t=JSON.parse(e.data)}catch{}q("event",{type:e.type,data:t})}}}}catch(t){if(t instanceof\##
       oe&&t.status===401)return;e+=1,t instanceof oe||q("down")}await _t(h(4e3,250*2**e))}}function xe(t,n){let o\##
      =e("div.picture",{role:"img",label:t}),i=0;return new ResizeObserver(([e])=>{let t=c(e.contentRect.width);t>\##
      0&&t!==i&&s(o,n(i=t))}).observe(o),o}let Me=(t,n,...s)=>e("svg",{width:t,height:n,viewBox:`0 0 ${t} ${n}`},s\##
      ),et=e=>e.replace(/\.00$|\.0(?= )/,""),W=(t,n,s,o)=>e("text",{x:t,y:n,"text-anchor":o},s),z,Se=()=>z?.remove\##
      ();addEventListener("hashchange",Se);function Ce(t,n){return f(t,"pointermove",o=>{let a=K(t),r=n(o.clientX-\##
      a.left,o.clientY-a.top);if(!r)return Se();z??=e("div.tip",{unspoken:!0}),s(z,r.map((t,n)=>e(n?"div":"b",null\##
      ,t))),z.isConnected||document.body.append(z),z.style.left=i(4,h(o.clientX+14,innerWidth-z.offsetWidth-8))+"\##
      px",z.style.top=i(4,o.clientY-z.offsetHeight-10)+"px"}),f(t,"pointerleave",Se),t}function gn(e,t=4){if(!(e>0\##
      ))return[0,1];let n=e/t,o=10**c(Math.log10(n)),s=[1,2,2.5,5,10].map(e=>e*o).find(e=>e>=n);return Array.from(\##
      {length:te(e/s-1e-9)+1},(e,t)=>t*s)}function Oe(t,n,s,o,a=220){if(!n.length)return e("p.note","Nothing in \##
      this period.");let r=n.map(e=>e.parts.reduce((e,t)=>e+t,0)),l=i(...r,0),d=gn(l),u=d.at(-1),m=r.indexOf(l),p=\##
      `${t}: ${n.length} bars, the highest ${n[m]?.key??""} with ${o(l)}.`;return xe(p,t=>{let m=i(...d.map(e=>et(\##
      o(e)).length))*6.2+10,w=22,y=t-m-2,b=a-w-8,l=y/n.length,p=e=>8+b-b*e/u,_=i(1,h(44,l-h(3,l*.25))),O=n.map((t,\##
      n)=>{let s=0,o=m+l*n+(l-_)/2;return t.parts.map((t,n)=>{if(!(t>0))return null;let a=s;s+=t;let r=i(.75,p(a)-\##
      p(s)-(a>0&&p(a)-p(s)>3?1:0));return e("rect.s"+n,{x:o.toFixed(1),y:p(s).toFixed(1),width:_.toFixed(1),height\##
      :r.toFixed(1)})})}),x=te(n.length*74/y),j=e("rect.marker",{y:8,height:b,width:l.toFixed(1),x:-1e3}),g=Me(t,a\##
      ,d.map(n=>e("g",e("line",{x1:m,x2:t,y1:p(n),y2:p(n)}),W(m-8,p(n)+4,et(o(n)),"end"))),j,O,n.map((e,n)=>n%x===\##
      0&&m+l*(n+.5)<t-24&&W(i(32,m+l*(n+.5)),a-5,e.key,"middle"))),v=e=>c((e-m)/l);return f(g,"click",e=>{let t=n[\##
      v(e.clientX-K(g).left)];t?.href&&T(t.href)}),f(g,"pointerleave",()=>j.setAttribute("x",-1e3)),n.some(e=>e.\##
      href)&&g.classList.add("linked"),Ce(g,e=>{let t=n[v(e)];return t?(j.setAttribute("x",m+l*v(e)),[t.key+"  "+o\##
      (r[v(e)]),...s.length>1?s.map((e,n)=>[e,t.parts[n]]).filter(e=>e[1]>0).map(([e,t])=>e+"  "+o(t)):[]]):null})\##
      })}let pn=t=>e("ul.legend",t.map((t,n)=>e("li",e("i.s"+n,{unspoken:!0}),t)));function xt(e){let t=e.filter(e\##
      =>e>0).sort((e,t)=>e-t),n=[.25,.5,.75,.93].map(e=>t[c(e*t.length)]??1/0);return e=>e>0?1+n.filter(t=>e>=t).\##
      length:0}function fn(t,n,s,o,a){let r=xt([...n.values()]);return xe(t,t=>{let m=i(9,h(22,c((t-30)/53)-2)),l=\##
      m+2,p=h(53,c((t-30)/l)),d=new Date(s);d.setDate(d.getDate()-(d.getDay()+6)%7-7*(p-1));let v=[],g=[];for(let \##
      t=0,o=-9;t<p;t++)for(let i=0;i<7;i++){let a=new Date(d.getFullYear(),d.getMonth(),d.getDate()+7*t+i);if(a>s)\##
      break;let c=y(a),u=30+l*t;v[t*7+i]=c,g.push(e("rect.l"+r(n.get(c)??0),{x:u,y:18+l*i,width:m,height:m,rx:2}))\##
      ,i===0&&a.getDate()<8&&t-o>2&&t<p-1&&(g.push(W(u,11,a.toLocaleDateString("en",{month:"short"}),"start")),o=t\##
      )}let u=Me(t,20+7*l,["Mon","Wed","Fri"].map((e,t)=>W(0,18+l*(2*t+.8),e,"start")),g),b=(e,t)=>v[c((e-30)/l)*7\##
      +c((t-18)/l)];return u.classList.add("linked"),f(u,"click",e=>{let t=K(u),n=b(e.clientX-t.left,e.clientY-t.\##
      top);n&&T(a(n))}),Ce(u,(e,t)=>{let s=e>=30&&t>=18&&b(e,t);return s?[s,n.get(s)?o(n.get(s)):"nothing"]:null})\##
      })}let _e=["Monday","Tuesday","Wednesday","Thursday","Friday","Saturday","Sunday"];function Tt(t,n,s){let o=\##
      xt(n.flat());return xe(t,t=>{let r=h(34,(t-36)/24),a=h(24,i(16,r)),l=Me(t,20+7*a,n.map((t,n)=>[W(0,18+a*n+a/\##
      2+4,_e[n].slice(0,3),"start"),t.map((t,s)=>e("rect.l"+o(t),{x:(36+r*s).toFixed(1),y:18+a*n,width:(r-2).\##
      toFixed(1),height:a-2,rx:2}))]),[0,3,6,9,12,15,18,21].map(e=>W(36+r*e,11,String(e).padStart(2,"0"),"start"))\##
      );return Ce(l,(e,t)=>{let i=c((e-36)/r),l=c((t-18)/a),o=n[l]?.[i];return o==null?null:[`${_e[l]} ${String(i)\##
      .padStart(2,"0")}:00`,o?s(o):"nothing"]})})}function ye(t){let n=i(...t.map(e=>e.value??0),0);return e("ol.\##
      ranked",t.map(t=>e("li",e("span.name",{title:t.title??t.name},t.href?l(t.href,t.name):t.name,t.note&&e("\##
      small",t.note)),e("span.amount",t.text),e("span.track",{unspoken:!0},e("span",{style:{width:n?100*(t.value??\##
      0)/n+"%":"0"}},t.share>0&&e("span",{style:{width:100*t.share+"%"}}))))))}function hn(t,n){let o=i(...t,0),a=\##
      10,s=28;return e("svg.spark",{viewBox:`0 0 ${a*i(12,t.length)} ${s}`,height:s,role:"img",preserveAspectRatio\##
      :"none",label:n},t.map((t,n)=>e("rect"+(t?"":".none"),{x:n*a,width:a-2,y:o&&t?s-i(2,s*t/o):s-1,height:o&&t?i\##
      (2,s*t/o):1})))}function un(t,n,s,o){let r=200,a=e=>5+(r-10)*Math.log10(i(1,e))/Math.log10(i(10,s));return e\##
      ("svg.span",{width:r,height:16,viewBox:`0 0 ${r} 16`,role:"img",label:o},e("line",{x1:a(t),x2:a(n),y1:8,y2:8\##
      }),e("circle",{cx:a(t),cy:8,r:3.5}),e("circle.end",{cx:a(n),cy:8,r:2.5}))}let be=["text","project","model","\##
      branch","state","since","until","on","all"],dn=[["title","Session"],["ended","Last used"],["duration","\##
      Duration"],["messages","Messages"],["tokens","Tokens"],["cost","Cost"]];function $e({source_state:e,\##
      deleted_after:t}){let n=t&&te((new Date(t)-Date.now())/864e5),s="It is kept in the store";return e!=="\##
      present"?g(e==="missing"?"gone from disk":e,"gone",s):t&&n<=7&&g(n>0?`deleted in ${n} d`:"deleted any time",\##
      "warn",s)}let ee=e=>e.title||"Session "+e.session.slice(0,8);function cn(s,o){let{name:c,folder:a}=F(s.\##
      project),i=(...t)=>e("div.number",{role:"cell"},t);return e("div.row",{role:"row","aria-rowindex":o+2},e("\##
      div.what",{role:"cell"},e("a",{href:n("s/"+s.session),"data-index":o},ee(s)),e("small",{title:s.project},e("\##
      span.in",c),s.branch&&e("span.branch","on "+s.branch),$e(s),s.forked_from&&g("fork","","Forked or resumed \##
      from "+s.forked_from),e("span.phone",ne(s.ended)," · ",u(s.cost_usd)),e("span.sr",a&&", in "+a))),e("div",{\##
      role:"cell"},I(s.ended,ne)),i(x(s.duration_ms)),i(t(s.messages)),i(e("span",{title:t(s.tokens)+" tokens"},r(\##
      s.tokens))),i(u(s.cost_usd)))}class sn{constructor(t){this.signal=t,this.body=e("div.rows",{role:"rowgroup"}\##
      ),this.made=new Map;let n=()=>requestAnimationFrame(()=>this.draw());addEventListener("scroll",n,{passive:!0\##
      ,signal:t}),addEventListener("resize",n,{signal:t})}start(e,t){this.params=t,this.rows=e.sessions,this.total\##
      =e.total,this.next=e.next,this.reading=null,this.made.clear(),this.body.replaceChildren(),this.draw()}get \##
      tall(){return innerWidth<760?64:52}draw(){if(!this.body.isConnected||!this.rows)return;let t=this.tall,s=V(\##
      this.body);this.body.style.height=this.total*t+"px";let o=i(0,c(-s/t)-6),n=h(this.total,te((innerHeight-s)/t\##
      )+6);for(let[e,t]of this.made)(e<o||e>=n)&&!t.contains(C())&&(t.remove(),this.made.delete(e));for(let s=o;s<\##
      n;s++){let i=this.rows[s],a=this.made.get(s);if(a&&(a.session||!i)){a.style.transform=`translateY(${s*t}px)`\##
      ;continue}a?.remove();let r=i?cn(i,s):e("div.row.waiting",{role:"row","aria-rowindex":s+2},e("div",{role:"\##
      cell"},"…"));r.session=i,r.style.transform=`translateY(${s*t}px)`,this.made.set(s,r),this.body.append(r)}n>\##
      this.rows.length&&this.next&&this.read(n)}async read(e){if(this.wanted=i(this.wanted??0,e),this.reading)\##
      return;let t=this.reading={};try{for(;this.reading===t&&this.next&&this.rows.length<this.wanted;){let n=this\##
      .wanted-this.rows.length>300?1e3:200,e=await o("sessions",{...this.params,limit:n,cursor:this.next},this.\##
      signal);if(this.reading!==t)return;this.rows.push(...e.sessions),this.next=e.next,this.draw()}}catch(e){e.\##
      status===410&&dispatchEvent(new Event("hashchange"))}finally{this.reading===t&&(this.reading=null)}}move(e){\##
      let s=C()?.dataset?.index,o=i(0,h(this.total-1,s==null?e>0?0:this.total-1:+s+e)),n=this.tall,t=V(this.body)+\##
      o*n;t<150?scrollBy(0,t-150):t+n>innerHeight-20&&scrollBy(0,t+n-innerHeight+20),this.draw(),this.made.get(o)?\##
      .querySelector("a")?.focus({preventScroll:!0})}}async function nn(n){let i=new sn(n.left),u=e("input",{type:\##
      "search",placeholder:"Title or first prompt",label:"Filter by title",autocomplete:"off"}),g=e("span.note",{"\##
      aria-live":"polite"}),j=e("div.chips"),h=e("div.facet-lists"),w=e("div.row.head",{role:"row"}),k=e("div.\##
      activity"),O=e("div"),b=e("div.pill"),m=e("div",{role:"table",label:"Sessions"},e("div",{role:"rowgroup"},w)\##
      ,i.body),_=()=>d(Object.fromEntries(be.map(e=>[e,null]))),c={},r,x;f(u,"input",()=>{clearTimeout(x),x=\##
      setTimeout(()=>n.left.aborted||T(d({text:u.value}),Boolean(v().params.get("text"))),150)});function z(t){let\##
       n=t.get("sort")??"ended",o=t.get("reverse")==="true",i=(n==="title"||n==="project")!==o;s(w,dn.map(([t,s],a\##
      )=>e("div",{role:"columnheader",class:a>1&&"number","aria-sort":t===n&&(i?"ascending":"descending")},e("a",{\##
      title:"Sort by "+s.toLowerCase(),href:d({sort:t==="ended"?null:t,reverse:t===n&&!o?"true":null})},s,t===n&&(\##
      i?" ↑":" ↓")))));let a=Be(t,be);s(j,a,a.length>1&&e("a.chip",{href:_()},"Clear all")),C()!==u&&(u.value=t.\##
      get("text")??"")}function p(e,n){i.start(e,c),m.setAttribute("aria-rowcount",e.total+1),m.hidden=e.total===0\##
      ,s(g,a(e.total,"session")),n.has("all")||o("sessions",{...c,all:"true",limit:1},r).then(n=>{let o=n.total-e.\##
      total;o>0&&i.total===e.total&&s(g,a(e.total,"session")," · ",l(d({all:"true"}),t(o)+" without a message"))})\##
      .catch(()=>{}),s(b),s(O,e.total===0&&(be.some(e=>n.get(e))?je("No session fits these filters. ",l(_(),"Clear\##
       the filters")):Ae()))}async function D(n){let[i,c]=await Promise.all([o("facets",{tz:E,...J(n,["since","\##
      until","on"])},r),o("usage",{by:"week",fill:!0,limit:104,tz:E,...J(n,["project","model","branch"])},r)]),l=h\##
      .querySelector("details[open]"),a=(s,o,i,a=e=>e)=>{let c=new Map;for(let e of i)c.set(ve(e.key),(c.get(ve(e.\##
      key))??0)+e.sessions);let r=[...c].filter(([e])=>e).sort((e,t)=>t[1]-e[1]).slice(0,200).map(([s,i])=>e("li",\##
      e("a",{title:s,current:n.get(o)===s,href:d({[o]:n.get(o)===s?null:s})},e("span",a(s)),e("small",t(i)))));\##
      return r.length>0&&e("section",e("h2",s),e("ul",r.slice(0,7)),r.length>7&&e("details",{open:l},e("summary",`\##
      ${r.length-7} more`),e("ul",r.slice(7))))};s(h,e("section",e("h2","State"),M("State","state",[[null,"All"],[\##
      "missing","Gone"],["expiring","Expiring"]],n.get("state"))),e("section",e("h2","Time"),M("Time","since",[[\##
      null,"All"],["7d","7 d"],["30d","30 d"],["90d","90 d"],["365d","1 y"]],n.get("since"))),a("Project","project\##
      ",i.projects,e=>F(e).name),a("Model","model",i.models),a("Branch","branch",i.branches)),s(k,c.groups.length>\##
      1&&Oe("Responses by week",c.groups.map(e=>({key:y(new Date(e.start)),parts:[e.responses],href:d({on:null,\##
      since:y(new Date(e.start)),until:y(new Date(+new Date(e.start)+6.5*864e5))})})),["Responses"],t,86))}async \##
      function S(e){let{params:t}=e;({signal:r}=e,z(t));let i=c={tz:E,...J(t,[...be,"sort","reverse"])};D(t).catch\##
      (e=>{e.name!=="AbortError"&&s(h,e.message)});let n=await o("sessions",{...c,limit:100},r);if(i!==c)return;p(\##
      n,t),Ge(n.sessions)}return n.draw(A("Sessions",g,e("div.grow"),u),e("div.columns",e("details.facets",{open:\##
      innerWidth>=1e3},e("summary","Filters"),h),e("div",k,j,m,O,b))),await S(n),i.draw(),{update:S,keys:{j:()=>i.\##
      move(1),k:()=>i.move(-1)},async live(){let t=await o("sessions",{...c,limit:100},r),n=t.total-i.total,l=V(i.\##
      body)>0&&!i.body.contains(C());l?p(t,v().params):(n>0||t.sessions[0]?.ended!==i.rows[0]?.ended)&&s(b,e("\##
      button",{onclick:()=>{scrollTo(0,0),p(t,v().params)}},n>0?a(n,"new session"):"New messages",": show"))}}}let\##
       he=[];function Ge(e){he=e.map(e=>e.session)}async function tn(e,t,n){return he.length||Ge((await o("\##
      sessions",{limit:1e3},n)).sessions),he[he.indexOf(e)+t]}ee;let Ke=[["7d","7 days"],["30d","30 days"],["90d",\##
      "90 days"],["365d","Year"],["all","All"]];function X(n,s,o,i,a){let r=a>0&&i!=null&&Math.round(100*(i-a)/a);\##
      return e("div.figure",e("dt",n),e("dd",s,e("small",r===!1?o:`${r<0?"−":"+"}${t(r<0?-r:r)} % on the period \##
      before`)))}let Je=()=>je("Nothing happened in this period. ",l(d({range:"all"}),"Show all that is stored"));\##
      function qe({totals:n,previous:s}){let i=L(n)-n.output_tokens,o=(e,t,o,i)=>X(e,o(n[t]??0),i,n[t],s?.[t]);\##
      return e("dl.figures",o("Cost","cost_usd",u,"list prices"),o("Sessions","sessions",t,"with responses"),o("\##
      Responses","responses",t),o("Output","output_tokens",r,"tokens"),X("From cache",U(n.cache_read_input_tokens,\##
      i),`of ${r(i)} input tokens`))}async function en(t){async function s({params:t,signal:s,draw:i}){let h=t.get\##
      ("range")??"30d",c=h==="all"?null:h,m=e=>o("usage",{since:c,tz:E,...e},s),[f,T,k,g,v,w]=await Promise.all([m\##
      ({by:c?"day":"month",fill:"true",compare:c&&"previous"}),m({by:"model"}),m({by:"project"}),o("sessions",{\##
      limit:8},s),o("usage",{by:"day",tz:E},s),rt(o("doctor",{},s))]),C=new Map(v.groups.map(e=>[e.key,e.cost_usd|\##
      |e.responses/1e3])),j=new Date((v.groups.at(-1)?.key??y(new Date))+"T12:00"),_=new Date,b=_-j>300*864e5?j:_,\##
      p=new Map;for(let e of k.groups){let t=ve(e.key),n=p.get(t)??{key:t,cost:0,tokens:0};n.cost+=e.cost_usd??0,n\##
      .tokens+=L(e),p.set(t,n)}let x=e=>ye(e.sort((e,t)=>t.value-e.value).slice(0,8));if(!v.groups.length&&!g.\##
      total)return i(A("Overview"),Ae());let d=f.totals.responses>0;i(A("Overview",e("div.grow"),M("Period","range\##
      ",Ke,h,"30d")),d?qe(f):Je(),w&&w.verdict!=="safe"&&e("p.warn","Not everything is safe yet. ",l(n("storage"),\##
      "See the storage")),e("div.cards",d&&S(c?"Cost by day":"Cost by month",Oe("Cost",f.groups.map(e=>({key:e.key\##
      ,parts:[e.cost_usd??0],href:n("sessions",{on:e.key})})),["Cost"],u,180)),S("A year of days",fn(`Cost by day,\##
       up to ${y(b)}.`,C,b,u,e=>n("sessions",{on:e}))),d&&O("Projects",x([...p.values()].map(e=>({name:F(e.key).\##
      name,title:e.key,value:e.cost,text:u(e.cost),note:r(e.tokens),href:e.key&&n("sessions",{project:e.key,since:\##
      c})}))),e("p.note",l(n("projects"),"All projects"))),d&&O("Models",x(T.groups.map(e=>({name:e.key??"no model\##
      ",value:e.cost_usd??0,text:u(e.cost_usd),note:r(L(e)),href:n("sessions",{model:e.key,since:c})}))),e("p.note\##
      ",l(n("usage",{split:"model"}),"Usage over time"))),S("Latest sessions",e("ul.latest",g.sessions.map(t=>e("\##
      li",l(n("s/"+t.session),ee(t)),I(t.ended,ne),e("span.number",u(t.cost_usd)),e("small",F(t.project).name+" ",\##
      $e(t))))),e("p.note",l(n("sessions"),"All "+a(g.total,"session"))))))}return await s(t),{update:s}}let Jt=/(\##
      `+)(.+?)\1(?!`)|\*\*(?=\S)(.+?)\*\*|__(?=\S)(.+?)__(?!\w)|(?<![\w*])\*(?=[^\s*])([^*\n]+?)\*(?![\w*])|\[([^\\##
      ]\n]{1,400})\]\((https?:\/\/[^\s)]{1,2000})\)|(https?:\/\/[^\s<>"'`)\]]{1,2000})/gs,st=(t,...n)=>e("a",{href\##
      :t,rel:"noopener noreferrer",target:"_blank"},...n);function P(t,n=0){if(n>4||t.length>2e4)return[t];let s=[\##
      ],o=0;for(let a of t.matchAll(Jt)){s.push(t.slice(o,a.index));let[h,,r,c,l,d,m,u,i]=a;if(o=a.index+h.length,\##
      r!=null)s.push(e("code",r));else if(c??l)s.push(e("strong",P(c??l,n+1)));else if(d)s.push(e("em",P(d,n+1)));\##
      else if(u)s.push(st(u,P(m,5)));else if(i){let e=/[.,;:!?]+$/.exec(i)?.[0]??"";s.push(st(i.slice(0,i.length-e\##
      .length),i.slice(0,i.length-e.length)),e)}}return s.push(t.slice(o)),s}function B(t){if(t.length<12e3)return\##
       e("pre",t);let n=[];for(let o=0;o<t.length;){let s=h(t.length,o+6e3),i=t.lastIndexOf(`
      `,s);s<t.length&&i>o+1e3?s=i+1:/[\ud800-\udbff]/.test(t[s-1]??"")&&(s-=1),n.push(e("span.part",t.slice(o,s))\##
      ),o=s}return e("pre",n)}let at=e=>e.trim().replace(/^\||\|$/g,"").split(/(?<!\\)\|/).map(e=>e.trim()),Ie=/^(\##
      \s*)(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;function ct(e){return e.length>6e4?[B(e)]:He(e.split(`
      `),0)}function He(t,n){let s=[],i=[],o=()=>{if(!i.length)return;s.push(e("p",P(i.join(`
      `)))),i=[]};for(let a=0;a<t.length;a++){let r=t[a],c;if(r.trim())if(c=/^(\s*)(`{3,}|~{3,})/.exec(r)){o();let\##
      [,n,i]=c,e=[];for(a++;a<t.length&&!t[a].trim().startsWith(i);a++)e.push(t[a].startsWith(n)?t[a].slice(n.\##
      length):t[a]);s.push(B(e.join(`
      `)))}else if(c=/^(#{1,6})\s+(.*?)\s*#*$/.exec(r))o(),s.push(e("p.h"+h(3,c[1].length),P(c[2])));else if(/^\s*\##
      ([-*_])(\s*\1){2,}\s*$/.test(r))o(),s.push(e("hr"));else if(r.includes("|")&&/^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:\##
      ?\s*)*\|?\s*$/.test(t[a+1]??"")){o();let n=[],i=at(r);for(a+=2;a<t.length&&t[a].includes("|");a++)n.push(at(\##
      t[a]));a--,s.push(Pe("Table",e("table",e("thead",e("tr",i.map(t=>e("th",{scope:"col"},P(t))))),e("tbody",n.\##
      map(t=>e("tr",t.map(t=>e("td",P(t)))))))))}else if(/^\s{0,3}>/.test(r)&&n<6){o();let i=[];for(;a<t.length&&/\##
      ^\s{0,3}>/.test(t[a]);a++)i.push(t[a].replace(/^\s{0,3}>\s?/,""));a--,s.push(e("blockquote",He(i,n+1)))}else\##
       if((c=Ie.exec(r))&&n<6){o();let i=c[1].length,r=c[2]!=null,d=c[2],l=[];for(;a<t.length;a++){let e=Ie.exec(t\##
      [a]);if(e&&e[1].length<=i&&e[2]!=null===r)l.push([e[3]]);else if(e&&e[1].length<i+2||!t[a].trim()&&!/^\s+\S/\##
      .test(t[a+1]??"")&&!Ie.test(t[a+1]??"")||!e&&t[a].trim()&&!/^\s/.test(t[a]))break;else l.at(-1).push(t[a].\##
      slice(h(i+2,/^\s*/.exec(t[a])[0].length)))}a--;let u=l.map(t=>{let s=/^\[([ xX])\]\s+(.*)$/.exec(t[0]);\##
      return s&&(t[0]=(s[1]===" "?"☐ ":"☑ ")+s[2]),e("li",t.length>1?He(t,n+1):P(t[0]))});s.push(e(r?"ol":"ul",{\##
      start:r&&d!=="1"&&d},u))}else i.push(r);else o()}return o(),s}function dt(e){try{let t=JSON.parse(e);return \##
      t&&typeof t=="object"&&!Array.isArray(t)?D(t):null}catch{return null}}function Zt(e){let n=dt(e)?.find(([,e]\##
      )=>typeof e=="string")?.[1]??/:\s*"((?:[^"\\]|\\.)*)/.exec(e)?.[1]??"",t=n.trim().split(`
      `)[0];return t.length>160?t.slice(0,159)+"…":t}let Ye={user:"Prompt",assistant:"Answer",system:"Note"};\##
      function Qt(n,i,a,r,c){return e("button.more",{onclick:async l=>{let d=l.currentTarget;d.disabled=!0,d.\##
      textContent="Reading …";try{let d=await o(`sessions/${n.id}/turns`,{...n.version,entry:i.entry,before:0,\##
      after:1,max_chars:1e6},n.signal),l=d.turns.find(e=>e.entry===i.entry)?.blocks[a];if(!l)throw new Error("This\##
       turn is not there any more.");s(r,c(l.text),l.truncated&&e("p.note",`This is the beginning, ${t(l.text.\##
      length)} characters; the key . shows the stored record.`))}catch(e){e.name!=="AbortError"&&(d.textContent=e.\##
      message)}}},`Show all ${_(i.blocks[a].bytes)}`)}function Z(t,n,s,o){let a=n.blocks[s],i=e("div.body",o(a.\##
      text));return a.truncated&&i.append(Qt(t,n,s,i,o)),i}function Xt(t){let n=dt(t);return n?n.map(([t,n])=>{let\##
       s=typeof n=="string"?n:JSON.stringify(n,null,2),o=/^old_/.test(t)?".lost":/^new_/.test(t)?".new":"";return \##
      e("div.argument"+o,e("span",t),s.length>80||s.includes(`
      `)?B(s):e("code",s))}):[B(t)]}function Gt(t,n,s,o){let r=n.blocks[s],i=n.blocks[o],a=e("details.k-tool"+(i?.\##
      error?".failed":""),null,e("summary",e("b",r.tool??"Tool"),e("span.gist",Zt(r.text)),i?.error&&g("error","\##
      bad"),e("span.took",i?i.duration_ms!=null&&x(i.duration_ms):"no result")));return f(a,"toggle",()=>{if(!a.\##
      open||a.children.length>1)return;a.append(Z(t,n,s,Xt)),i&&a.append(e("h3",i.error?"Error":"Result"),Z(t,n,o,\##
      B))}),a}function vt(t,n,s,o,i){let r=n.blocks[s],a=e("details.k-"+o,e("summary",e("b",i),e("span.gist",Ue(r.\##
      text)),e("span.took",r.bytes>999&&_(r.bytes))));return f(a,"toggle",()=>{a.open&&a.children.length===1&&a.\##
      append(Z(t,n,s,ct))}),a}function bt(n,s){let o=[],a=new Set;s.blocks.forEach((t,i)=>{if(a.has(i))return;if(t\##
      .kind==="text")o.push(e("div.k-"+(s.role==="user"?"prompt":"answer"),null,Z(n,s,i,ct)));else if(t.kind==="\##
      thinking")o.push(vt(n,s,i,"thinking","Thinking"));else if(t.kind==="tool_use"){let e=s.blocks.findIndex((e,n\##
      )=>n>i&&e.kind==="tool_result"&&e.call===t.call&&!a.has(n));e>=0&&a.add(e),o.push(Gt(n,s,i,e))}else t.kind==\##
      ="tool_result"?o.push(e("details.k-tool",e("summary",e("b",t.tool??"Result"),e("span.gist",Ue(t.text)),t.\##
      error&&g("error","bad")),Z(n,s,i,B))):t.kind==="summary"?o.push(vt(n,s,i,"thinking","Summary")):t.kind==="\##
      image"?o.push(!t.call&&e("p.k-prompt.note","Image: "+t.text)):o.push(e("p.k-note",t.text.slice(0,600)))}),s.\##
      kinds=s.blocks.map(e=>({text:s.role==="user"?"prompts":"answers",thinking:"thinking",summary:"thinking",\##
      image:"prompts",note:"notes"}[e.kind]??"tools"));let i=s.timestamp&&new Date(s.timestamp),c=s.usage&&L(s.\##
      usage);return e("article.turn."+s.role,{"data-entry":s.entry,"data-seq":s.seq,tabindex:-1,label:Ye[s.role]+(\##
      i?", "+j(s.timestamp):"")},e("header",e("span.who",Ye[s.role]),s.branch!=null&&g("branch "+s.branch)),e("div\##
      .parts",o),e("footer",i&&e("time",{datetime:s.timestamp,title:y(i)},se(i)),c>0&&e("span.took",{title:`${t(s.\##
      usage.output_tokens)} tokens written, ${t(c-s.usage.output_tokens)} read`},r(s.usage.output_tokens)+" tokens\##
      ")))}let jt=["Text","Changes","Commands","Other tools","","Reading","Errors"];function Yt(e){if(e.blocks.\##
      some(e=>e.error))return 6;let t=e.blocks.find(e=>e.kind==="tool_use")?.tool?.toLowerCase();return t?/edit|\##
      write|patch|notebook/.test(t)?1:/bash|shell|exec|command|terminal/.test(t)?2:/read|grep|glob|search|fetch|\##
      list|^ls$/.test(t)?5:3:0}async function qt(t,n){let o=[];for(let e=0;e!=null;){let t=await n.ask({entry:e,\##
      before:0,after:200,max_chars:1,parts:"tools"});for(let e of t.turns)e.role==="assistant"&&e.usage&&e.\##
      timestamp&&e.depth===0&&e.branch==null&&o.push({entry:e.entry,at:+new Date(e.timestamp),kind:Yt(e),out:e.\##
      usage.output_tokens,context:e.usage.input_tokens+e.usage.cache_creation_input_tokens+e.usage.\##
      cache_read_input_tokens});if(e=typeof t.next=="number"&&t.next>e?t.next:null,o.length>2e4)break}if(o.length<\##
      2)return;o.sort((e,t)=>e.at-t.at);let l=[],c=0;o.forEach((e,t)=>{let n=t?e.at-o[t-1].at:0;n>12e4&&l.push({x:\##
      c+15e3,gap:n}),c+=n>12e4?3e4:n,e.x=c});let h=i(...o.map(e=>e.out),1),d=i(...o.map(e=>e.context),1),m=74,a=64\##
      ,u=jt.map((e,t)=>[e,t]).filter(([,e])=>o.some(t=>t.kind===e)),p=`Time and tokens: ${o.length} responses in $\##
      {x(c)} of work, ${l.length} longer pauses, a context of at most ${r(d)} tokens.`;s(t,xe(p,t=>{let s=e=>3+(t-\##
      6)*(c?e.x/c:0),b=e=>i(2,(a-6)*(e/h)**.5),p=e("line.marker",{x1:-9,x2:-9,y1:0,y2:a}),g=e("svg.linked",{width:\##
      t,height:m},l.map(t=>e("line.pause",{x1:s(t),x2:s(t),y1:0,y2:a})),u.map(([,t])=>e("path.s"+t,{d:o.filter(e=>\##
      e.kind===t).map(e=>`M${s(e).toFixed(1)} ${a}v${(-b(e.out)).toFixed(1)}`).join("")})),e("polyline",{points:o.\##
      map(e=>`${s(e).toFixed(1)},${(a-(a-6)*e.context/d).toFixed(1)}`).join(" ")}),e("line.base",{x1:0,x2:t,y1:a,\##
      y2:a}),p),v=e=>o.reduce((t,n)=>Math.abs(s(n)-e)<Math.abs(s(t)-e)?n:t);return f(g,"click",e=>n.jump(v(e.\##
      clientX-K(g).left).entry)),Ce(g,e=>{let t=v(e),n=new Date(t.at);return p.setAttribute("x1",s(t)),p.\##
      setAttribute("x2",s(t)),[`${y(n)} ${se(n)}`,jt[t.kind],r(t.out)+" tokens written","context "+r(t.context)+" \##
      tokens"]})}),e("div.strip-note",e("ul.legend",u.map(([t,n])=>e("li",e("i.s"+n,{unspoken:!0}),t)),e("li",e("i\##
      .line",{unspoken:!0}),"Context, up to "+r(d))),e("span.note",`${o.length} responses · ${x(c)} of work`+(l.\##
      length?` · ${l.length} pauses cut`:""))))}let wt=[["prompts","Prompts"],["answers","Answers"],["thinking","\##
      Thinking"],["tools","Tools"],["notes","Notes"],["subagents","Subagents"]],It=160,re=40;class Ht{constructor(\##
      t,n,s){Object.assign(this,{id:t,signal:n,version:s,turns:[],hidden:new Set}),this.node=e("div.turns"),this.\##
      start=e("div.edge"),this.end=e("div.edge"),this.watcher=new IntersectionObserver(e=>{for(let t of e)t.\##
      isIntersecting&&this.extend(t.target===this.start?-1:1)},{rootMargin:"900px 0px"}),f(n,"abort",()=>this.\##
      watcher.disconnect())}ask(e){return o(`sessions/${this.id}/turns`,{...this.version,...e},this.signal)}async \##
      open(e,t){let s=this.window={},n=await this.ask(e);if(s!==this.window)return;this.watcher.disconnect(),this.\##
      node.replaceChildren(),this.turns=[],this.total=n.total,this.next=n.next,this.hasBefore=!0,this.add(n.turns,\##
      !1),(!this.turns.length||this.turns[0].entry===0)&&(this.hasBefore=!1),this.mark(),t&&scrollTo(0,document.\##
      body.scrollHeight),requestAnimationFrame(()=>{this.watcher.observe(this.start),this.watcher.observe(this.end\##
      )})}add(e,t){let s=new Set(this.turns.map(e=>e.entry)),n=e.filter(e=>!s.has(e.entry));for(let e of n)e.node=\##
      bt(this,e);for(this.turns=t?[...n,...this.turns]:[...this.turns,...n];this.turns.length>It;){let e=t?this.\##
      turns.pop():this.turns.shift();e.node.remove(),t?this.next=e.entry:this.hasBefore=!0}return this.arrange(),\##
      this.hide(),n.length}arrange(){let o=[],c=new Map([...this.node.querySelectorAll(".subagent")].map(e=>[e.\##
      querySelector(".turn")?.dataset.entry,e])),n=null,i;for(let t of this.turns)t.depth?(n||(n=c.get(String(t.\##
      entry))??e("details.subagent",e("summary"),e("div")),n.turns=[],n.before=i,o.push(n)),n.turns.push(t)):(n=\##
      null,i=t,o.push(t.node));for(let t of o){if(!t.turns)continue;let n=[t.before,...t.turns].flatMap(e=>e?.\##
      blocks??[]).map(e=>this.works?.get(e.subagent)).filter(Boolean),c=n.length?n.reduce((e,t)=>e+L(t),0):t.turns\##
      .reduce((e,t)=>e+(t.usage?L(t.usage):0),0),l=n.some(e=>e.cost_usd==null)?null:n.reduce((e,t)=>e+t.cost_usd,0\##
      ),d=t.turns[0].blocks.find(e=>e.kind==="text")?.text??"";s(t.firstChild,e("b","Subagent"),e("span.gist",Ue(d\##
      )),e("span.took",a(t.turns.length,"turn")+(c?", "+r(c)+" tokens":"")+(n.length?", "+u(l):"")));let i=t.\##
      lastChild;(i.children.length!==t.turns.length||i.firstChild!==t.turns[0].node)&&s(i,t.turns.map(e=>e.node))}\##
      let t=this.node.firstChild;for(let e of o)e===t?t=t.nextSibling:this.node.insertBefore(e,t);for(;t;){let e=t\##
      .nextSibling;t.remove(),t=e}}async extend(e){if(this.busy||!this.turns.length||(e<0?!this.hasBefore:this.\##
      next==null))return;this.busy=!0;let{window:t}=this;try{if(e>0){let e=await this.ask({entry:this.next,before:\##
      0,after:re});if(t!==this.window)return;this.next=e.next,this.add(e.turns,!1)}else{let e=this.turns[0],n=V(e.\##
      node),s=await this.ask({entry:e.entry,before:re,after:1});if(t!==this.window)return;let o=this.add(s.turns,!\##
      0);this.hasBefore=o>0&&this.turns[0].entry>0,scrollBy(0,V(e.node)-n)}this.mark()}finally{this.busy=!1}let n=\##
      e<0?this.start:this.end;this.watcher.unobserve(n),this.watcher.observe(n)}mark(){s(this.start,this.hasBefore\##
      ?"Earlier turns are read …":null),s(this.end,this.next!=null?"Later turns are read …":this.turns.length?"End\##
       of the session":"Nobody says anything in this session.")}hide(e=this.hidden){this.hidden=e;for(let t of \##
      this.turns)t.node.hidden=t.kinds.every(t=>e.has(t))}seen(){return this.turns.filter(e=>e.node.\##
      checkVisibility())}current(){let t=C()?.closest?.(".turn"),e=this.seen();return e.find(e=>e.node===t)??e.\##
      find(e=>K(e.node).bottom>140)??e.at(-1)}focus(e){e.node.closest("details.subagent")?.setAttribute("open","")\##
      ,e.node.scrollIntoView({block:"start"}),e.node.focus({preventScroll:!0}),de(Te(this.id,e.seq))}async jump(e)\##
      {let t=this.turns.find(t=>t.entry>=e);(!t||this.turns[0].entry>e)&&(await this.open({entry:e,before:4,after:\##
      re}),t=this.turns.find(t=>t.entry>=e)),t&&this.focus(t)}async move(e){let t=this.seen(),n=t.indexOf(this.\##
      current()),o=C()===t[n]?.node,s=t[o?n+e:i(0,n)];s?this.focus(s):await this.extend(e)}}function Te(e,t){let n\##
      =v().params;n.delete("follow");let s=String(n);return`#/s/${e}${t!=null?"@"+t:""}${s?"?"+s:""}`}function Pt(\##
      t,n){let o=n.prompts.filter(e=>e.text||e.number>0),s=(n.files??[]).filter(e=>e.writes);return[e("h2","\##
      Prompts"),e("ol",o.map(s=>e("li",e("a",{href:Te(n.session,s.seq),"data-prompt":s.entry,onclick:e=>{e.\##
      preventDefault(),t.jump(s.entry)}},e("span",s.text||"Image"),e("small",[s.timestamp&&se(new Date(s.timestamp\##
      )),s.calls&&a(s.calls,"call"),s.errors&&a(s.errors,"error"),u(s.cost_usd)].filter(Boolean).join(" · ")))))),\##
      s.length>0&&e("details.files",{open:s.length<8},e("summary",a(s.length,"file")+" written"),e("ul",s.slice(0,\##
      200).map(t=>e("li",{title:`${t.path}, ${a(t.writes,"write")}, ${a(t.reads,"read")}`},t.path.split(/[\\/]/).\##
      slice(-2).join("/")))))]}async function Rt(i){let{left:p,title:X,draw:Y}=i,H=({parts:e,params:t})=>{let[n,s]\##
      =(e[1]??"").split("@");return{id:n,seq:s,params:t,follow:t.get("follow")==="true"}},{id:f,seq:b,params:_,\##
      follow:m}=H(i),P=_.get("generation")?{generation:_.get("generation")}:{},c=new Ht(f,p,P),O="sessions/"+\##
      encodeURIComponent(f),ne=m?c.ask({tail:30}):null,[h,M]=await Promise.all([o(O,{},p),o(O+"/outline",P,p)]);c.\##
      id=f=h.session,c.works=new Map(M.prompts.flatMap(e=>e.subagents_started).map(e=>[e.subagent,e])),X(ee(h));\##
      let N="ccstore resume "+(h.short_id??f),K=()=>location.href.split("#")[0]+Te(f,c.current()?.seq),z=()=>new \##
      Set((v().params.get("hide")??localStorage.getItem("hide")??"notes").split(",").filter(Boolean)),A=e("div.\##
      choice",{role:"group",label:"Show"}),R=$("Follow",()=>k.f());function w(){let t=z();s(A,wt.map(([n,s])=>e("\##
      button",{"aria-pressed":String(!t.has(n)),"data-kind":n,onclick:()=>E(n)},s)));for(let[e]of wt)c.node.\##
      classList.toggle("hide-"+e,t.has(e));c.hide(t),R.setAttribute("aria-pressed",String(m))}function E(e){let t=\##
      z(),n=c.current(),i=n&&V(n.node);t.delete(e)||t.add(e);let s=[...t].join(",");localStorage.setItem("hide",s)\##
      ;let o=C()?.dataset?.kind;de(d({hide:s||"none"})),w(),o&&A.querySelector(`[data-kind=${o}]`).focus(),n?.node\##
      .checkVisibility()&&scrollBy(0,V(n.node)-i),Q((t.has(e)?"Hidden: ":"Shown: ")+e)}async function Z(e){let t={\##
      html:"html",markdown:"md",jsonl:"jsonl"}[e];ke(`${f.slice(0,8)}.${t}`,await ut(O+"/export",{format:e}),"\##
      application/octet-stream")}async function q(){let t=c.current();if(!t)return;let n=await(await ut(`${O}/\##
      records/${t.seq}`,{},p)).text(),s=n;try{s=JSON.stringify(JSON.parse(n),null,2)}catch{}Ne(`Record ${t.seq} as\##
       it is stored`,e("div.record",{tabindex:0},B(s.slice(0,2e6))),e("p",e("button",{type:"button",onclick:()=>ke\##
      (`record-${t.seq}.json`,n,"application/octet-stream")},"Save the exact bytes")))}let D=e=>{let t=c.current()\##
      ?.entry??0,n=M.prompts.filter(e=>e.number>0),s=e>0?n.find(e=>e.entry>t):n.findLast(e=>e.entry<t);s&&c.jump(s\##
      .entry)},U=async e=>{let t=await tn(f,e,p);t?T(n("s/"+t)):De("No more sessions")},k={j:()=>c.move(1),k:()=>c\##
      .move(-1),J:()=>D(1),K:()=>D(-1),"[":()=>U(-1),"]":()=>U(1),t:()=>E("tools"),h:()=>E("thinking"),".":q,y:()=\##
      >G(K(),"Link"),r:()=>G(N,"Command"),f:async()=>{m=!m,de(d({follow:m?"true":null})),w(),Q(m?"Following the \##
      end of the session.":"Not following any more."),m&&await c.open({tail:30},!0)}},S=e("nav.outline",{label:"\##
      Prompts"},Pt(c,M)),W=e("div.strip"),J=y(new Date(h.started))===y(new Date(h.ended));Y(e("div.heading.session\##
      ",e("h1",ee(h)),$e(h),h.forked_from&&l(n("s/"+h.forked_from),g("forked from "+h.forked_from.slice(0,8)))),_.\##
      get("generation")&&e("p.warn",{role:"note"},`This is version ${_.get("generation")} of it. `,l(n("s/"+f),"\##
      Show the latest")),fe(".facts",{Project:h.project&&e("a",{href:n("sessions",{project:h.project}),title:h.
      """## + appJS2)
}
