// Made by Tools/embed-dashboard of Sources/Serving/Dashboard. Change the files there and run the script.
// swift-format-ignore-file

extension Assets {
  static let appJS = Asset(
    name: "app.js", contentType: "text/javascript; charset=utf-8",
    digest: "d1577eb6c41c00042f58ca015c9f5ec213c4aed2146a5419a4067487de2abe0c",
    sources: [
      "api.js", "app.js", "charts.js", "dom.js", "lists.js", "overview.js", "search.js", "session.js",
      "sessions.js", "storage.js", "strip.js", "text.js", "turns.js", "usage.js", "versions.js",
    ],
    sourceDigest: "8fb9a4f5a2baa609bdabeec76f20888144673ea80137ea72a21f0d2990ec0f55",
    text: ##"""
      (()=>{let hn=new Set(["svg","g","path","rect","line","text","title","circle","polyline"]),c=Math.floor,ee=\##
      Math.ceil,i=Math.max,h=Math.min,M=Object.entries,K=e=>e.getBoundingClientRect(),dn={label:"aria-label",\##
      current:"aria-current",unspoken:"aria-hidden"};function e(o,s,...i){if(s?.constructor!==Object)return e(o,{}\##
      ,s,...i);let[n,...a]=o.split("."),t=hn.has(n)?document.createElementNS("http://www.w3.org/2000/svg",n):\##
      document.createElement(n);a.length&&t.setAttribute("class",a.join(" ")),n==="button"&&(t.type="button");for(\##
      let[o,e]of M(s)){if(e==null||e===!1)continue;let n=dn[o]??o;if(n.startsWith("on"))t.addEventListener(n.slice\##
      (2),e);else if(n==="style")for(let[n,s]of M(e))t.style.setProperty(n,s);else n==="value"?t.value=e:t.\##
      setAttribute(n,e===!0&&n===o?"":e)}return t.append(...i.flat(9).filter(e=>e!=null&&e!==!1)),t}let s=(e,...t)\##
      =>(e.replaceChildren(...t.flat(9).filter(e=>e!=null&&e!==!1)),e),m=e=>document.getElementById(e),C=()=>\##
      document.activeElement,B=e=>K(e).top,l=(t,...n)=>e("a",{href:t},n),R=t=>e("code","ccstore "+t),Be=(t,...n)=>\##
      e("div.scroll",{tabindex:0,role:"region",label:t},...n),I=(t,n,s)=>e("button",{onclick:n,...s},t),J=e=>{m("\##
      said").textContent=e};function f(){let[t,n]=location.hash.slice(1).split("?"),e=[];try{e=t.split("/").filter\##
      (Boolean).map(decodeURIComponent)}catch{}return{parts:e,params:new URLSearchParams(n??"")}}function n(e,t){\##
      let o=M(t??{}).filter(([,e])=>e!=null&&e!==""),n=new URLSearchParams(o.flatMap(([e,t])=>Array.isArray(t)?t.\##
      map(t=>[e,t]):[[e,t]])),s=f().params.get("as_of");return s&&!n.has("as_of")&&t?.as_of!==null&&n.set("as_of",\##
      s),"#/"+e+(String(n)?"?"+n:"")}let ue=e=>history.replaceState(null,"",e),te=(e,t)=>Object.fromEntries(t.map(\##
      t=>[t,e.getAll(t)]));function d(e){let{parts:o,params:t}=f(),s={};for(let n of new Set(t.keys())){let e=t.\##
      getAll(n);s[n]=e.length>1?e:e[0]}return n(o.map(encodeURIComponent).join("/"),{...s,...e})}let T=(e,t)=>{t?(\##
      ue(e),dispatchEvent(new HashChangeEvent("hashchange"))):location.hash=e},Ne=new Intl.NumberFormat("en"),t=e=\##
      >Ne.format(e);function a(e){if(e==null)return"–";if((e<0?-e:e)<1e4)return Ne.format(Math.round(e));let[n,s]=\##
      e>=9995e5?[1e9,"B"]:e>=999500?[1e6,"M"]:[1e3,"k"],t=e/n;return t.toFixed(t<99.95?1:0)+" "+s}function u(e){\##
      return e==null?"no price":"$"+(e>=9999.5?a(e):e>=1e3?Ne.format(Math.round(e)):e&&e<.01?e.toFixed(4):e.\##
      toFixed(2))}function b(e){if(e==null)return"–";let n=["B","kB","MB","GB","TB"],t=0;for(;e>=999.5&&t<4;t++)e/\##
      =1e3;return e.toFixed(t&&e<99.95?1:0)+" "+n[t]}function w(e){if(e==null)return"–";let t=e/1e3;return t<1?\##
      Math.round(e)+" ms":t<60?t.toFixed(t<10?1:0)+" s":t<3600?c(t/60)+" min":t<86400?c(t/3600)+" h "+c(t/60)%60+"\##
       min":c(t/86400)+" d "+c(t/3600)%24+" h"}let U=(e,t)=>t?(100*e/t).toFixed(e/t<.0995?1:0)+" %":"–",r=(e,n,s)=\##
      >t(e)+" "+(e===1?n:s??n+"s"),L=e=>e.input_tokens+e.output_tokens+e.cache_creation_input_tokens+e.\##
      cache_read_input_tokens,O=Intl.DateTimeFormat().resolvedOptions().timeZone||"UTC",de=e=>String(e).padStart(2\##
      ,"0"),j=e=>e.getFullYear()+"-"+de(e.getMonth()+1)+"-"+de(e.getDate()),X=e=>de(e.getHours())+":"+de(e.\##
      getMinutes());function y(e){if(!e)return"–";let t=new Date(e);return j(t)+" "+X(t)}function G(e){if(!e)\##
      return"–";let t=Date.now()-new Date(e);return t<6e4?t<0?y(e):"now":t<36e5?c(t/6e4)+" min ago":t<864e5?c(t/\##
      36e5)+" h ago":t<14*864e5?c(t/864e5)+" d ago":j(new Date(e))}let H=(t,n)=>e("time",{datetime:t,title:y(t)},(\##
      n??y)(t)),Ie=e=>e.trim().split(`
      `)[0].slice(0,160);function z(e){let t=(e??"").split(/[\\/]/).filter(Boolean);return{name:t.at(-1)??"no \##
      project",folder:t.slice(0,-1).join("/")}}let he=e=>(e??"").replace(/[\\/](?:\.[\w-]+[\\/])?\.?worktrees[\\/]\##
      .*$/,""),A=(t,...n)=>e("div.heading",e("h1",t),...n),x=(t,...n)=>e("section.card",{label:t},e("h2",t),n),F=(\##
      ...e)=>{let t=x(...e);return t.classList.add("wide"),t},ve=(t,...n)=>e("p.empty",t,...n),ke=()=>ve("Nothing \##
      is stored yet. Store the transcripts of this machine with ",R("ingest")),v=(t,n,s)=>e("span.badge"+(n?"."+n:\##
      ""),{title:s},t),ie=(t,...n)=>e("div.choice",{role:"group",label:t},n),k=(t,n,s,o,i)=>ie(t,s.map(([t,s])=>e(\##
      "a",{href:d({[n]:t===i?null:t}),current:t===o},s))),$e=(t,n)=>n.filter(e=>t.get(e)).map(n=>e("a.chip",{href:\##
      d({[n]:null}),label:`Remove the filter ${n}: ${t.get(n)}`},e("small",n),n==="project"?z(t.get(n)).name:t.get\##
      (n)," ×")),me=(t,n)=>e("dl"+t,M(n).map(([t,n])=>n&&e("div",e("dt",t),e("dd",n)))),g=(e,t,n)=>({title:e,text:\##
      t,...n}),p=(e,t,n)=>({title:e,text:t,number:!0,...n});function W(t,n,s,o){let i=(t,n,s)=>{let o=t.text(n),i=\##
      t.href?.(n);return e(s?"td":"th",{class:t.number&&"number",scope:!s&&"row"},i?e("a",{href:i},o):o)};return \##
      Be(t,e("table",e("caption.sr",t),e("thead",e("tr",n.map(t=>e("th",{scope:"col",class:t.number&&"number"},t.\##
      title)))),e("tbody",s.map(t=>e("tr",n.map((e,n)=>i(e,t,n))))),o))}function We(t,n,s){let o=URL.\##
      createObjectURL(new Blob([n],{type:s}));e("a",{href:o,download:t}).click(),setTimeout(()=>URL.\##
      revokeObjectURL(o),1e4)}function _n(e,t){let n=e=>{let t=e==null?"":String(e);return typeof e=="string"&&/^[\##
      =+\-@\t\r]/.test(t)&&(t="'"+t),/[",\n\r]/.test(t)?'"'+t.replaceAll('"','""')+'"':t};return[e.map(e=>e.title)\##
      ,...t.map(t=>e.map(e=>(e.value??e.text)(t)))].map(e=>e.map(n).join(",")).join(`\r
      `)+`\r
      `}async function q(t,n){try{await navigator.clipboard.writeText(t),J(n+" copied."),Te(n+" copied")}catch{ze(\##
      n,e("pre.copied",{tabindex:0},t))}}let le;function Te(t){le?.remove(),le=e("div.toast",{unspoken:!0},t),\##
      document.body.append(le);let n=le;setTimeout(()=>n.remove(),1800)}function ze(n,...o){let t=m("dialog");s(t,\##
      e("div.heading",e("h2",{id:"dialog-title"},n),e("button.quiet",{onclick:()=>t.close()},"Close")),o),t.open||\##
      t.showModal()}let ce=sessionStorage.getItem("token");function ht(){let e=location.hash.slice(1);if(!e||e.\##
      startsWith("/"))return;sessionStorage.setItem("token",ce=e),history.replaceState(null,"",location.pathname+"\##
      #/")}class se extends Error{constructor(e,t){super(t.detail||t.title||"The server answers "+e+"."),this.\##
      status=e,this.problem=t}}class tt extends Error{}let N=new EventTarget,$=(e,t)=>N.dispatchEvent(new \##
      CustomEvent(e,{detail:t}));async function fe(e,t){let s={...t.headers};ce&&(s.Authorization="Bearer "+ce);\##
      let n;for(let o=0;!n;o++)try{n=await fetch("/api/v1/"+e,{...t,headers:s,cache:"no-cache",credentials:"omit"}\##
      )}catch(e){if(e.name==="AbortError")throw e;if(o>1||t.method)throw $("down"),new tt;await mt(200)}if(n.ok)\##
      return n;let o=await n.json().catch(()=>({}));throw n.status===401&&$("token",{had:Boolean(ce)}),new se(n.\##
      status,o)}function yn(e){let t=new URLSearchParams;for(let[s,n]of M(e??{}))for(let e of Array.isArray(n)?n:[\##
      n])e!=null&&e!==""&&t.append(s,e);return t}function Ge(e,t){let n=yn(t),s=f().params.get("as_of");return s&&\##
      !n.has("as_of")&&!/^(health|doctor|preview|events|log|runs)/.test(e)&&n.set("as_of",s),e+(String(n)?"?"+n:""\##
      )}async function o(e,t,n){let o=await fe(Ge(e,t),{signal:n}),i=Number(o.headers.get("X-Ccstore-Lost"));i&&$(\##
      "lost",i);let s=await o.json();return s.head&&t?.as_of!==null&&!f().params.has("as_of")&&(N.head=s.head.seq)\##
      ,s}let et=e=>e.catch(e=>{if(e instanceof se)return null;throw e}),st=async(e,t,n)=>(await fe(Ge(e,t),{signal\##
      :n})).blob(),bn=async(e,t)=>(await fe(e,{method:"POST",headers:{"Content-Type":"application/json"},body:JSON\##
      .stringify(t??{})})).json(),mt=e=>new Promise(t=>setTimeout(t,e));async function Ct(){let t,e=0;for(;;){try{\##
      let n={Accept:"text/event-stream"};t&&(n["Last-Event-ID"]=t);let s=await fe("events",{headers:n});$("up",{\##
      again:e>0}),e=0;let o=s.body.pipeThrough(new TextDecoderStream).getReader();for(let e="";;){let{done:s,value\##
      :i}=await o.read();if(s)break;let n=(e+i).split(`

      `);e=n.pop();for(let s of n){let e={type:"message",data:""};for(let i of s.split(`
      `)){let[,n,o]=/^(\w+): ?(.*)$/.exec(i)??[];n==="id"?t=o:n==="event"?e.type=o:n==="data"&&(e.data+=o)}if(e.\##
      data){let t=null;try{t=JSON.parse(e.data)}catch{}$("event",{type:e.type,data:t})}}}}catch(t){if(t instanceof\##
       se&&t.status===401)return;e+=1,t instanceof se||$("down")}await mt(h(4e3,250*2**e))}}function Oe(t,n){let o\##
      =e("div.picture",{role:"img",label:t}),i=0;return new ResizeObserver(([e])=>{let t=c(e.contentRect.width);t>\##
      0&&t!==i&&s(o,n(i=t))}).observe(o),o}let Se=(t,n,...s)=>e("svg",{width:t,height:n,viewBox:`0 0 ${t} ${n}`},s\##
      ),Je=e=>e.replace(/\.00$|\.0(?= )/,""),Y=(t,n,s,o)=>e("text",{x:t,y:n,"text-anchor":o},s),S,Ae=()=>S?.remove\##
      ();addEventListener("hashchange",Ae);function xe(t,n){return t.addEventListener("pointermove",o=>{let a=K(t)\##
      ,r=n(o.clientX-a.left,o.clientY-a.top);if(!r)return Ae();S??=e("div.tip",{unspoken:!0}),s(S,r.map((t,n)=>e(n\##
      ?"div":"b",null,t))),S.isConnected||document.body.append(S),S.style.left=i(4,h(o.clientX+14,innerWidth-S.\##
      offsetWidth-8))+"px",S.style.top=i(4,o.clientY-S.offsetHeight-10)+"px"}),t.addEventListener("pointerleave",\##
      Ae),t}function gn(e,t=4){if(!(e>0))return[0,1];let n=e/t,o=10**c(Math.log10(n)),s=[1,2,2.5,5,10].map(e=>e*o)\##
      .find(e=>e>=n);return Array.from({length:ee(e/s-1e-9)+1},(e,t)=>t*s)}function we(t,n,s,o,a=220){if(!n.length\##
      )return e("p.note","Nothing in this period.");let r=n.map(e=>e.parts.reduce((e,t)=>e+t,0)),l=i(...r,0),d=gn(\##
      l),u=d.at(-1),m=r.indexOf(l),f=`${t}: ${n.length} bars, the highest ${n[m]?.key??""} with ${o(l)}.`;return \##
      Oe(f,t=>{let m=i(...d.map(e=>Je(o(e)).length))*6.2+10,_=22,j=t-m-2,v=a-_-8,l=j/n.length,f=e=>8+v-v*e/u,y=i(1\##
      ,h(44,l-h(3,l*.25))),w=n.map((t,n)=>{let s=0,o=m+l*n+(l-y)/2;return t.parts.map((t,n)=>{if(!(t>0))return \##
      null;let a=s;s+=t;let r=i(.75,f(a)-f(s)-(a>0&&f(a)-f(s)>3?1:0));return e("rect.s"+n,{x:o.toFixed(1),y:f(s).\##
      toFixed(1),width:y.toFixed(1),height:r.toFixed(1)})})}),O=ee(n.length*74/j),b=e("rect.marker",{y:8,height:v,\##
      width:l.toFixed(1),x:-1e3}),p=Se(t,a,d.map(n=>e("g",e("line",{x1:m,x2:t,y1:f(n),y2:f(n)}),Y(m-8,f(n)+4,Je(o(\##
      n)),"end"))),b,w,n.map((e,n)=>n%O===0&&m+l*(n+.5)<t-24&&Y(i(32,m+l*(n+.5)),a-5,e.key,"middle"))),g=e=>c((e-m\##
      )/l);return p.addEventListener("click",e=>{let t=n[g(e.clientX-K(p).left)];t?.href&&T(t.href)}),p.\##
      addEventListener("pointerleave",()=>b.setAttribute("x",-1e3)),n.some(e=>e.href)&&p.classList.add("linked"),\##
      xe(p,e=>{let t=n[g(e)];return t?(b.setAttribute("x",m+l*g(e)),[t.key+"  "+o(r[g(e)]),...s.length>1?s.map((e,\##
      n)=>[e,t.parts[n]]).filter(e=>e[1]>0).map(([e,t])=>e+"  "+o(t)):[]]):null})})}let pn=t=>e("ul.legend",t.map(\##
      (t,n)=>e("li",e("i.s"+n,{unspoken:!0}),t)));function yt(e){let t=e.filter(e=>e>0).sort((e,t)=>e-t),n=[.25,.5\##
      ,.75,.93].map(e=>t[c(e*t.length)]??1/0);return e=>e>0?1+n.filter(t=>e>=t).length:0}function fn(t,n,s,o,a){\##
      let r=yt([...n.values()]);return Oe(t,t=>{let m=i(9,h(22,c((t-30)/53)-2)),l=m+2,f=h(53,c((t-30)/l)),d=new \##
      Date(s);d.setDate(d.getDate()-(d.getDay()+6)%7-7*(f-1));let g=[],p=[];for(let t=0,o=-9;t<f;t++)for(let i=0;i\##
      <7;i++){let a=new Date(d.getFullYear(),d.getMonth(),d.getDate()+7*t+i);if(a>s)break;let c=j(a),u=30+l*t;g[t*\##
      7+i]=c,p.push(e("rect.l"+r(n.get(c)??0),{x:u,y:18+l*i,width:m,height:m,rx:2})),i===0&&a.getDate()<8&&t-o>2&&\##
      t<f-1&&(p.push(Y(u,11,a.toLocaleDateString("en",{month:"short"}),"start")),o=t)}let u=Se(t,20+7*l,["Mon","\##
      Wed","Fri"].map((e,t)=>Y(0,18+l*(2*t+.8),e,"start")),p),v=(e,t)=>g[c((e-30)/l)*7+c((t-18)/l)];return u.\##
      classList.add("linked"),u.addEventListener("click",e=>{let t=K(u),n=v(e.clientX-t.left,e.clientY-t.top);n&&T\##
      (a(n))}),xe(u,(e,t)=>{let s=e>=30&&t>=18&&v(e,t);return s?[s,n.get(s)?o(n.get(s)):"nothing"]:null})})}let _e\##
      =["Monday","Tuesday","Wednesday","Thursday","Friday","Saturday","Sunday"];function mn(t,n,s){let o=yt(n.flat\##
      ());return Oe(t,t=>{let r=h(34,(t-36)/24),a=h(24,i(16,r)),l=Se(t,20+7*a,n.map((t,n)=>[Y(0,18+a*n+a/2+4,_e[n]\##
      .slice(0,3),"start"),t.map((t,s)=>e("rect.l"+o(t),{x:(36+r*s).toFixed(1),y:18+a*n,width:(r-2).toFixed(1),\##
      height:a-2,rx:2}))]),[0,3,6,9,12,15,18,21].map(e=>Y(36+r*e,11,String(e).padStart(2,"0"),"start")));return xe\##
      (l,(e,t)=>{let i=c((e-36)/r),l=c((t-18)/a),o=n[l]?.[i];return o==null?null:[`${_e[l]} ${String(i).padStart(2\##
      ,"0")}:00`,o?s(o):"nothing"]})})}function oe(t){let n=i(...t.map(e=>e.value??0),0);return e("ol.ranked",t.\##
      map(t=>e("li",e("span.name",{title:t.title??t.name},t.href?l(t.href,t.name):t.name,t.note&&e("small",t.note)\##
      ),e("span.amount",t.text),e("span.track",{unspoken:!0},e("span",{style:{width:n?100*(t.value??0)/n+"%":"0"}}\##
      ,t.share>0&&e("span",{style:{width:100*t.share+"%"}}))))))}function un(t,n){let o=i(...t,0),a=10,s=28;return\##
       e("svg.spark",{viewBox:`0 0 ${a*i(12,t.length)} ${s}`,height:s,role:"img",preserveAspectRatio:"none",label:\##
      n},t.map((t,n)=>e("rect"+(t?"":".none"),{x:n*a,width:a-2,y:o&&t?s-i(2,s*t/o):s-1,height:o&&t?i(2,s*t/o):1}))\##
      )}function ln(t,n,s,o){let r=200,a=e=>5+(r-10)*Math.log10(i(1,e))/Math.log10(i(10,s));return e("svg.span",{\##
      width:r,height:16,viewBox:`0 0 ${r} 16`,role:"img",label:o},e("line",{x1:a(t),x2:a(n),y1:8,y2:8}),e("circle"\##
      ,{cx:a(t),cy:8,r:3.5}),e("circle.end",{cx:a(n),cy:8,r:2.5}))}let je=["text","project","model","branch","\##
      state","since","until","on","all"],rn=[["title","Session"],["ended","Last used"],["duration","Duration"],["\##
      messages","Messages"],["tokens","Tokens"],["cost","Cost"]];function Ve({source_state:e,deleted_after:t}){let\##
       n=t&&ee((new Date(t)-Date.now())/864e5),s="It is kept in the store";return e!=="present"?v(e==="missing"?"\##
      gone from disk":e,"gone",s):t&&n<=7&&v(n>0?`deleted in ${n} d`:"deleted any time","warn",s)}let Q=e=>e.title\##
      ||"Session "+e.session.slice(0,8);function nn(s,o){let{name:c,folder:r}=z(s.project),i=(...t)=>e("div.number\##
      ",{role:"cell"},t);return e("div.row",{role:"row","aria-rowindex":o+2},e("div.what",{role:"cell"},e("a",{\##
      href:n("s/"+s.session),"data-index":o},Q(s)),e("small",{title:s.project},e("span.in",c),s.branch&&e("span.\##
      branch","on "+s.branch),Ve(s),s.forked_from&&v("fork","","Forked or resumed from "+s.forked_from),e("span.\##
      phone",G(s.ended)," · ",u(s.cost_usd)),e("span.sr",r&&", in "+r))),e("div",{role:"cell"},H(s.ended,G)),i(w(s\##
      .duration_ms)),i(t(s.messages)),i(e("span",{title:t(s.tokens)+" tokens"},a(s.tokens))),i(u(s.cost_usd)))}\##
      class tn{constructor(t){this.signal=t,this.body=e("div.rows",{role:"rowgroup"}),this.made=new Map;let n=()=>\##
      requestAnimationFrame(()=>this.draw());addEventListener("scroll",n,{passive:!0,signal:t}),addEventListener("\##
      resize",n,{signal:t})}start(e,t){this.params=t,this.rows=e.sessions,this.total=e.total,this.next=e.next,this\##
      .reading=null,this.made.clear(),this.body.replaceChildren(),this.draw()}get tall(){return innerWidth<760?64:\##
      52}draw(){if(!this.body.isConnected||!this.rows)return;let t=this.tall,s=B(this.body);this.body.style.height\##
      =this.total*t+"px";let o=i(0,c(-s/t)-6),n=h(this.total,ee((innerHeight-s)/t)+6);for(let[e,t]of this.made)(e<\##
      o||e>=n)&&!t.contains(C())&&(t.remove(),this.made.delete(e));for(let s=o;s<n;s++){let i=this.rows[s],a=this.\##
      made.get(s);if(a&&(a.session||!i)){a.style.transform=`translateY(${s*t}px)`;continue}a?.remove();let r=i?nn(\##
      i,s):e("div.row.waiting",{role:"row","aria-rowindex":s+2},e("div",{role:"cell"},"…"));r.session=i,r.style.\##
      transform=`translateY(${s*t}px)`,this.made.set(s,r),this.body.append(r)}n>this.rows.length&&this.next&&this.\##
      read(n)}async read(e){if(this.wanted=i(this.wanted??0,e),this.reading)return;let t=this.reading={};try{for(;\##
      this.reading===t&&this.next&&this.rows.length<this.wanted;){let n=this.wanted-this.rows.length>300?1e3:200,e\##
      =await o("sessions",{...this.params,limit:n,cursor:this.next},this.signal);if(this.reading!==t)return;this.\##
      rows.push(...e.sessions),this.next=e.next,this.draw()}}catch(e){e.status===410&&dispatchEvent(new Event("\##
      hashchange"))}finally{this.reading===t&&(this.reading=null)}}move(e){let s=C()?.dataset?.index,o=i(0,h(this.\##
      total-1,s==null?e>0?0:this.total-1:+s+e)),n=this.tall,t=B(this.body)+o*n;t<150?scrollBy(0,t-150):t+n>\##
      innerHeight-20&&scrollBy(0,t+n-innerHeight+20),this.draw(),this.made.get(o)?.querySelector("a")?.focus({\##
      preventScroll:!0})}}async function en(n){let i=new tn(n.left),u=e("input",{type:"search",placeholder:"Title \##
      or first prompt",label:"Filter by title",autocomplete:"off"}),g=e("span.note",{"aria-live":"polite"}),b=e("\##
      div.chips"),h=e("div.facet-lists"),_=e("div.row.head",{role:"row"}),E=e("div.activity"),w=e("div"),v=e("div.\##
      pill"),m=e("div",{role:"table",label:"Sessions"},e("div",{role:"rowgroup"},_),i.body),y=()=>d(Object.\##
      fromEntries(je.map(e=>[e,null]))),c={},a,x;u.addEventListener("input",()=>{clearTimeout(x),x=setTimeout(()=>\##
      n.left.aborted||T(d({text:u.value}),Boolean(f().params.get("text"))),150)});function M(t){let n=t.get("sort"\##
      )??"ended",o=t.get("reverse")==="true",i=(n==="title"||n==="project")!==o;s(_,rn.map(([t,s],a)=>e("div",{\##
      role:"columnheader",class:a>1&&"number","aria-sort":t===n&&(i?"ascending":"descending")},e("a",{title:"Sort \##
      by "+s.toLowerCase(),href:d({sort:t==="ended"?null:t,reverse:t===n&&!o?"true":null})},s,t===n&&(i?" ↑":" ↓")\##
      ))));let a=$e(t,je);s(b,a,a.length>1&&e("a.chip",{href:y()},"Clear all")),C()!==u&&(u.value=t.get("text")??"\##
      ")}function p(e,n){i.start(e,c),m.setAttribute("aria-rowcount",e.total+1),m.hidden=e.total===0,s(g,r(e.total\##
      ,"session")),n.has("all")||o("sessions",{...c,all:"true",limit:1},a).then(n=>{let o=n.total-e.total;o>0&&i.\##
      total===e.total&&s(g,r(e.total,"session")," · ",l(d({all:"true"}),t(o)+" without a message"))}).catch(()=>{}\##
      ),s(v),s(w,e.total===0&&(je.some(e=>n.get(e))?ve("No session fits these filters. ",l(y(),"Clear the filters"\##
      )):ke()))}async function F(n){let[i,c]=await Promise.all([o("facets",{tz:O,...te(n,["since","until","on"])},\##
      a),o("usage",{by:"week",fill:!0,limit:104,tz:O,...te(n,["project","model","branch"])},a)]),l=h.querySelector\##
      ("details[open]"),r=(s,o,i,a=e=>e)=>{let c=new Map;for(let e of i)c.set(he(e.key),(c.get(he(e.key))??0)+e.\##
      sessions);let r=[...c].filter(([e])=>e).sort((e,t)=>t[1]-e[1]).slice(0,200).map(([s,i])=>e("li",e("a",{title\##
      :s,current:n.get(o)===s,href:d({[o]:n.get(o)===s?null:s})},e("span",a(s)),e("small",t(i)))));return r.length\##
      >0&&e("section",e("h2",s),e("ul",r.slice(0,7)),r.length>7&&e("details",{open:l},e("summary",`${r.length-7} \##
      more`),e("ul",r.slice(7))))};s(h,e("section",e("h2","State"),k("State","state",[[null,"All"],["missing","\##
      Gone"],["expiring","Expiring"]],n.get("state"))),e("section",e("h2","Time"),k("Time","since",[[null,"All"],[\##
      "7d","7 d"],["30d","30 d"],["90d","90 d"],["365d","1 y"]],n.get("since"))),r("Project","project",i.projects,\##
      e=>z(e).name),r("Model","model",i.models),r("Branch","branch",i.branches)),s(E,c.groups.length>1&&we("\##
      Responses by week",c.groups.map(e=>({key:j(new Date(e.start)),parts:[e.responses],href:d({on:null,since:j(\##
      new Date(e.start)),until:j(new Date(+new Date(e.start)+6.5*864e5))})})),["Responses"],t,86))}async function \##
      S(e){let{params:t}=e;({signal:a}=e,M(t));let i=c={tz:O,...te(t,[...je,"sort","reverse"])};F(t).catch(e=>{e.\##
      name!=="AbortError"&&s(h,e.message)});let n=await o("sessions",{...c,limit:100},a);if(i!==c)return;p(n,t),Ye\##
      (n.sessions)}return n.draw(A("Sessions",g,e("div.grow"),u),e("div.columns",e("details.facets",{open:\##
      innerWidth>=1e3},e("summary","Filters"),h),e("div",E,b,m,w,v))),await S(n),i.draw(),{update:S,keys:{j:()=>i.\##
      move(1),k:()=>i.move(-1)},async live(){let t=await o("sessions",{...c,limit:100},a),n=t.total-i.total,l=B(i.\##
      body)>0&&!i.body.contains(C());l?p(t,f().params):(n>0||t.sessions[0]?.ended!==i.rows[0]?.ended)&&s(v,e("\##
      button",{onclick:()=>{scrollTo(0,0),p(t,f().params)}},n>0?r(n,"new session"):"New messages",": show"))}}}let\##
       pe=[];function Ye(e){pe=e.map(e=>e.session)}async function Jt(e,t,n){return pe.length||Ye((await o("\##
      sessions",{limit:1e3},n)).sessions),pe[pe.indexOf(e)+t]}Q;let Ue=[["7d","7 days"],["30d","30 days"],["90d","\##
      90 days"],["365d","Year"],["all","All"]];function Z(n,s,o,i,a){let r=a>0&&i!=null&&Math.round(100*(i-a)/a);\##
      return e("div.figure",e("dt",n),e("dd",s,e("small",r===!1?o:`${r<0?"−":"+"}${t(r<0?-r:r)} % on the period \##
      before`)))}let Ze=()=>ve("Nothing happened in this period. ",l(d({range:"all"}),"Show all that is stored"));\##
      function Ke({totals:n,previous:s}){let i=L(n)-n.output_tokens,o=(e,t,o,i)=>Z(e,o(n[t]??0),i,n[t],s?.[t]);\##
      return e("dl.figures",o("Cost","cost_usd",u,"list prices"),o("Sessions","sessions",t,"with responses"),o("\##
      Responses","responses",t),o("Output","output_tokens",a,"tokens"),Z("From cache",U(n.cache_read_input_tokens,\##
      i),`of ${a(i)} input tokens`))}async function Zt(t){async function s({params:t,signal:s,draw:i}){let h=t.get\##
      ("range")??"30d",c=h==="all"?null:h,m=e=>o("usage",{since:c,tz:O,...e},s),[f,M,S,g,v,w]=await Promise.all([m\##
      ({by:c?"day":"month",fill:"true",compare:c&&"previous"}),m({by:"model"}),m({by:"project"}),o("sessions",{\##
      limit:8},s),o("usage",{by:"day",tz:O},s),et(o("doctor",{},s))]),E=new Map(v.groups.map(e=>[e.key,e.cost_usd|\##
      |e.responses/1e3])),y=new Date((v.groups.at(-1)?.key??j(new Date))+"T12:00"),_=new Date,b=_-y>300*864e5?y:_,\##
      p=new Map;for(let e of S.groups){let t=he(e.key),n=p.get(t)??{key:t,cost:0,tokens:0};n.cost+=e.cost_usd??0,n\##
      .tokens+=L(e),p.set(t,n)}let C=e=>oe(e.sort((e,t)=>t.value-e.value).slice(0,8));if(!v.groups.length&&!g.\##
      total)return i(A("Overview"),ke());let d=f.totals.responses>0;i(A("Overview",e("div.grow"),k("Period","range\##
      ",Ue,h,"30d")),Ke(f),!d&&Ze(),w&&w.verdict!=="safe"&&e("p.warn","Not everything is safe yet. ",l(n("storage"\##
      ),"See the storage")),e("div.cards",d&&F(c?"Cost by day":"Cost by month",we("Cost",f.groups.map(e=>({key:e.\##
      key,parts:[e.cost_usd??0],href:n("sessions",{on:e.key})})),["Cost"],u,180)),F("A year of days",fn(`Cost by \##
      day, up to ${j(b)}.`,E,b,u,e=>n("sessions",{on:e}))),d&&x("Projects",C([...p.values()].map(e=>({name:z(e.key\##
      ).name,title:e.key,value:e.cost,text:u(e.cost),note:a(e.tokens),href:e.key&&n("sessions",{project:e.key,\##
      since:c})}))),e("p.note",l(n("projects"),"All projects"))),d&&x("Models",C(M.groups.map(e=>({name:e.key??"no\##
       model",value:e.cost_usd??0,text:u(e.cost_usd),note:a(L(e)),href:n("sessions",{model:e.key,since:c})}))),e("\##
      p.note",l(n("usage",{split:"model"}),"Usage over time"))),F("Latest sessions",e("ul.latest",g.sessions.map(t\##
      =>e("li",l(n("s/"+t.session),Q(t)),H(t.ended,G),e("span.number",u(t.cost_usd)),e("small",z(t.project).name+"\##
       ",Ve(t))))),e("p.note",l(n("sessions"),"All "+r(g.total,"session"))))))}return await s(t),{update:s}}let Qt\##
      =/(`+)(.+?)\1(?!`)|\*\*(?=\S)(.+?)\*\*|__(?=\S)(.+?)__(?!\w)|(?<![\w*])\*(?=[^\s*])([^*\n]+?)\*(?![\w*])|\[(\##
      [^\]\n]{1,400})\]\((https?:\/\/[^\s)]{1,2000})\)|(https?:\/\/[^\s<>"'`)\]]{1,2000})/g,nt=(t,...n)=>e("a",{\##
      href:t,rel:"noopener noreferrer",target:"_blank"},...n);function D(t,n=0){if(n>4||t.length>2e4)return[t];let\##
       s=[],o=0;for(let a of t.matchAll(Qt)){s.push(t.slice(o,a.index));let[h,,r,c,l,d,m,u,i]=a;if(o=a.index+h.\##
      length,r!=null)s.push(e("code",r));else if(c??l)s.push(e("strong",D(c??l,n+1)));else if(d)s.push(e("em",D(d,\##
      n+1)));else if(u)s.push(nt(u,D(m,5)));else if(i){let e=/[.,;:!?]+$/.exec(i)?.[0]??"";s.push(nt(i.slice(0,i.\##
      length-e.length),i.slice(0,i.length-e.length)),e)}}return s.push(t.slice(o)),s}function P(t){if(t.length<\##
      12e3)return e("pre",t);let n=[];for(let o=0;o<t.length;){let s=h(t.length,o+6e3),i=t.lastIndexOf(`
      `,s);s<t.length&&i>o+1e3?s=i+1:/[\ud800-\udbff]/.test(t[s-1]??"")&&(s-=1),n.push(e("span.part",t.slice(o,s))\##
      ),o=s}return e("pre",n)}let it=e=>e.trim().replace(/^\||\|$/g,"").split(/(?<!\\)\|/).map(e=>e.trim()),Pe=/^(\##
      \s*)(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;function rt(e){return e.length>6e4?[P(e)]:Re(e.split(`
      `),0)}function Re(t,n){let s=[],i=[],o=()=>{if(!i.length)return;s.push(e("p",i.flatMap((t,n)=>n?[e("br"),...\##
      D(t)]:D(t)))),i=[]};for(let a=0;a<t.length;a++){let r=t[a],c;if(r.trim())if(c=/^(\s*)(`{3,}|~{3,})/.exec(r))\##
      {o();let[,n,i]=c,e=[];for(a++;a<t.length&&!t[a].trim().startsWith(i);a++)e.push(t[a].startsWith(n)?t[a].\##
      slice(n.length):t[a]);s.push(P(e.join(`
      `)))}else if(c=/^(#{1,6})\s+(.*?)\s*#*$/.exec(r))o(),s.push(e("p.h"+h(3,c[1].length),D(c[2])));else if(/^\s*\##
      ([-*_])(\s*\1){2,}\s*$/.test(r))o(),s.push(e("hr"));else if(r.includes("|")&&/^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:\##
      ?\s*)*\|?\s*$/.test(t[a+1]??"")){o();let n=[],i=it(r);for(a+=2;a<t.length&&t[a].includes("|");a++)n.push(it(\##
      t[a]));a--,s.push(Be("Table",e("table",e("thead",e("tr",i.map(t=>e("th",{scope:"col"},D(t))))),e("tbody",n.\##
      map(t=>e("tr",t.map(t=>e("td",D(t)))))))))}else if(/^\s{0,3}>/.test(r)&&n<6){o();let i=[];for(;a<t.length&&/\##
      ^\s{0,3}>/.test(t[a]);a++)i.push(t[a].replace(/^\s{0,3}>\s?/,""));a--,s.push(e("blockquote",Re(i,n+1)))}else\##
       if((c=Pe.exec(r))&&n<6){o();let i=c[1].length,r=c[2]!=null,d=c[2],l=[];for(;a<t.length;a++){let e=Pe.exec(t\##
      [a]);if(e&&e[1].length<=i&&e[2]!=null===r)l.push([e[3]]);else if(e&&e[1].length<i+2||!t[a].trim()&&!/^\s+\S/\##
      .test(t[a+1]??"")&&!Pe.test(t[a+1]??"")||!e&&t[a].trim()&&!/^\s/.test(t[a]))break;else l.at(-1).push(t[a].\##
      slice(h(i+2,/^\s*/.exec(t[a])[0].length)))}a--;let u=l.map(t=>{let s=/^\[([ xX])\]\s+(.*)$/.exec(t[0]);\##
      return s&&(t[0]=(s[1]===" "?"☐ ":"☑ ")+s[2]),e("li",t.length>1?Re(t,n+1):D(t[0]))});s.push(e(r?"ol":"ul",{\##
      start:r&&d!=="1"&&d},u))}else i.push(r);else o()}return o(),s}function lt(e){try{let t=JSON.parse(e);return \##
      t&&typeof t=="object"&&!Array.isArray(t)?M(t):null}catch{return null}}function Xt(e){let n=lt(e)?.find(([,e]\##
      )=>typeof e=="string")?.[1]??/:\s*"((?:[^"\\]|\\.)*)/.exec(e)?.[1]??"",t=n.trim().split(`
      `)[0];return t.length>160?t.slice(0,159)+"…":t}let qe={user:"Prompt",assistant:"Answer",system:"Note"};\##
      function Ft(n,i,a,r,c){return e("button.more",{onclick:async l=>{let d=l.currentTarget;d.disabled=!0,d.\##
      textContent="Reading …";try{let d=await o(`sessions/${n.id}/turns`,{...n.version,entry:i.entry,before:0,\##
      after:1,max_chars:1e6},n.signal),l=d.turns.find(e=>e.entry===i.entry)?.blocks[a];if(!l)throw new Error("This\##
       turn is not there any more.");s(r,c(l.text),l.truncated&&e("p.note",`This is the beginning, ${t(l.text.\##
      length)} characters; the key . shows the stored record.`))}catch(e){e.name!=="AbortError"&&(d.textContent=e.\##
      message)}}},`Show all ${b(i.blocks[a].bytes)}`)}function ne(t,n,s,o){let a=n.blocks[s],i=e("div.body",o(a.\##
      text));return a.truncated&&i.append(Ft(t,n,s,i,o)),i}function Gt(t){let n=lt(t);return n?n.map(([t,n])=>{let\##
       s=typeof n=="string"?n:JSON.stringify(n,null,2),o=/^old_/.test(t)?".lost":/^new_/.test(t)?".new":"";return \##
      e("div.argument"+o,e("span",t),s.length>80||s.includes(`
      `)?P(s):e("code",s))}):[P(t)]}function Yt(t,n,s,o){let r=n.blocks[s],i=n.blocks[o],a=e("details.k-tool"+(i?.\##
      error?".failed":""),null,e("summary",e("b",r.tool??"Tool"),e("span.gist",Xt(r.text)),i?.error&&v("error","\##
      bad"),e("span.took",i?i.duration_ms!=null&&w(i.duration_ms):"no result")));return a.addEventListener("toggle\##
      ",()=>{if(!a.open||a.children.length>1)return;a.append(ne(t,n,s,Gt)),i&&a.append(e("h3",i.error?"Error":"\##
      Result"),ne(t,n,o,P))}),a}function gt(t,n,s,o,i){let r=n.blocks[s],a=e("details.k-"+o,e("summary",e("b",i),e\##
      ("span.gist",Ie(r.text)),e("span.took",r.bytes>999&&b(r.bytes))));return a.addEventListener("toggle",()=>{a.\##
      open&&a.children.length===1&&a.append(ne(t,n,s,rt))}),a}function vt(n,s){let o=[],r=new Set;s.blocks.forEach\##
      ((t,i)=>{if(r.has(i))return;if(t.kind==="text")o.push(e("div.k-"+(s.role==="user"?"prompt":"answer"),null,ne\##
      (n,s,i,rt)));else if(t.kind==="thinking")o.push(gt(n,s,i,"thinking","Thinking"));else if(t.kind==="tool_use"\##
      ){let e=s.blocks.findIndex((e,n)=>n>i&&e.kind==="tool_result"&&e.call===t.call&&!r.has(n));e>=0&&r.add(e),o.\##
      push(Yt(n,s,i,e))}else t.kind==="tool_result"?o.push(e("details.k-tool",e("summary",e("b",t.tool??"Result"),\##
      e("span.gist",Ie(t.text)),t.error&&v("error","bad")),ne(n,s,i,P))):t.kind==="summary"?o.push(gt(n,s,i,"\##
      thinking","Summary")):t.kind==="image"?o.push(!t.call&&e("p.k-prompt.note","Image: "+t.text)):o.push(e("p.k-\##
      note",t.text.slice(0,600)))}),s.kinds=s.blocks.map(e=>({text:s.role==="user"?"prompts":"answers",thinking:"\##
      thinking",summary:"thinking",image:"prompts",note:"notes"}[e.kind]??"tools"));let i=s.timestamp&&new Date(s.\##
      timestamp),c=s.usage&&L(s.usage);return e("article.turn."+s.role,{"data-entry":s.entry,"data-seq":s.seq,\##
      tabindex:-1,label:qe[s.role]+(i?", "+y(s.timestamp):"")},e("header",e("span.who",qe[s.role]),s.branch!=null&\##
      &v("branch "+s.branch)),e("div.parts",o),e("footer",i&&e("time",{datetime:s.timestamp,title:j(i)},X(i)),c>0&\##
      &e("span.took",{title:`${t(s.usage.output_tokens)} tokens written, ${t(c-s.usage.output_tokens)} read`},a(s.\##
      usage.output_tokens)+" tokens")))}let bt=["Text","Changes","Commands","Other tools","","Reading","Errors"];\##
      function qt(e){if(e.blocks.some(e=>e.error))return 6;let t=e.blocks.find(e=>e.kind==="tool_use")?.tool?.\##
      toLowerCase();return t?/edit|write|patch|notebook/.test(t)?1:/bash|shell|exec|command|terminal/.test(t)?2:/\##
      read|grep|glob|search|fetch|list|^ls$/.test(t)?5:3:0}async function Kt(t,n){let o=[];for(let e=0;e!=null;){\##
      let t=await n.ask({entry:e,before:0,after:200,max_chars:1,parts:"tools"});for(let e of t.turns)e.role==="\##
      assistant"&&e.usage&&e.timestamp&&e.depth===0&&e.branch==null&&o.push({entry:e.entry,at:+new Date(e.\##
      timestamp),kind:qt(e),out:e.usage.output_tokens,context:e.usage.input_tokens+e.usage.\##
      cache_creation_input_tokens+e.usage.cache_read_input_tokens});if(e=typeof t.next=="number"&&t.next>e?t.next:\##
      null,o.length>2e4)break}if(o.length<2)return;o.sort((e,t)=>e.at-t.at);let l=[],c=0;o.forEach((e,t)=>{let n=t\##
      ?e.at-o[t-1].at:0;n>12e4&&l.push({x:c+15e3,gap:n}),c+=n>12e4?3e4:n,e.x=c});let h=i(...o.map(e=>e.out),1),d=i\##
      (...o.map(e=>e.context),1),m=74,r=64,u=bt.map((e,t)=>[e,t]).filter(([,e])=>o.some(t=>t.kind===e)),f=`Time \##
      and tokens: ${o.length} responses in ${w(c)} of work, ${l.length} longer pauses, a context of at most ${a(d)\##
      } tokens.`;s(t,Oe(f,t=>{let s=e=>3+(t-6)*(c?e.x/c:0),v=e=>i(2,(r-6)*(e/h)**.5),f=e("line.marker",{x1:-9,x2:-\##
      9,y1:0,y2:r}),p=e("svg.linked",{width:t,height:m},l.map(t=>e("line.pause",{x1:s(t),x2:s(t),y1:0,y2:r})),u.\##
      map(([,t])=>e("path.s"+t,{d:o.filter(e=>e.kind===t).map(e=>`M${s(e).toFixed(1)} ${r}v${(-v(e.out)).toFixed(1\##
      )}`).join("")})),e("polyline",{points:o.map(e=>`${s(e).toFixed(1)},${(r-(r-6)*e.context/d).toFixed(1)}`).\##
      join(" ")}),e("line.base",{x1:0,x2:t,y1:r,y2:r}),f),g=e=>o.reduce((t,n)=>Math.abs(s(n)-e)<Math.abs(s(t)-e)?n\##
      :t);return p.addEventListener("click",e=>n.jump(g(e.clientX-K(p).left).entry)),xe(p,e=>{let t=g(e),n=new \##
      Date(t.at);return f.setAttribute("x1",s(t)),f.setAttribute("x2",s(t)),[`${j(n)} ${X(n)}`,bt[t.kind],a(t.out)\##
      +" tokens written","context "+a(t.context)+" tokens"]})}),e("div.strip-note",e("ul.legend",u.map(([t,n])=>e(\##
      "li",e("i.s"+n,{unspoken:!0}),t)),e("li",e("i.line",{unspoken:!0}),"Context, up to "+a(d))),e("span.note",`$\##
      {o.length} responses · ${w(c)} of work`+(l.length?` · ${l.length} pauses cut`:""))))}let _t=[["prompts","\##
      Prompts"],["answers","Answers"],["thinking","Thinking"],["tools","Tools"],["notes","Notes"],["subagents","\##
      Subagents"]],Ht=160,ae=40;class Pt{constructor(t,n,s){Object.assign(this,{id:t,signal:n,version:s,turns:[],\##
      hidden:new Set}),this.node=e("div.turns"),this.start=e("div.edge"),this.end=e("div.edge"),this.watcher=new \##
      IntersectionObserver(e=>{for(let t of e)t.isIntersecting&&this.extend(t.target===this.start?-1:1)},{\##
      rootMargin:"900px 0px"}),n.addEventListener("abort",()=>this.watcher.disconnect())}ask(e){return o(`sessions\##
      /${this.id}/turns`,{...this.version,...e},this.signal)}async open(e,t){let s=this.window={},n=await this.ask\##
      (e);if(s!==this.window)return;this.watcher.disconnect(),this.node.replaceChildren(),this.turns=[],this.total\##
      =n.total,this.next=n.next,this.hasBefore=!0,this.add(n.turns,!1),(!this.turns.length||this.turns[0].entry===\##
      0)&&(this.hasBefore=!1),this.mark(),t&&scrollTo(0,document.body.scrollHeight),requestAnimationFrame(()=>{\##
      this.watcher.observe(this.start),this.watcher.observe(this.end)})}add(e,t){let s=new Set(this.turns.map(e=>e\##
      .entry)),n=e.filter(e=>!s.has(e.entry));for(let e of n)e.node=vt(this,e);for(this.turns=t?[...n,...this.\##
      turns]:[...this.turns,...n];this.turns.length>Ht;){let e=t?this.turns.pop():this.turns.shift();e.node.remove\##
      (),t?this.next=e.entry:this.hasBefore=!0}return this.arrange(),this.hide(),n.length}arrange(){let o=[],c=new\##
       Map([...this.node.querySelectorAll(".subagent")].map(e=>[e.querySelector(".turn")?.dataset.entry,e])),n=\##
      null,i;for(let t of this.turns)t.depth?(n||(n=c.get(String(t.entry))??e("details.subagent",e("summary"),e("\##
      div")),n.turns=[],n.before=i,o.push(n)),n.turns.push(t)):(n=null,i=t,o.push(t.node));for(let t of o){if(!t.\##
      turns)continue;let n=[t.before,...t.turns].flatMap(e=>e?.blocks??[]).map(e=>this.works?.get(e.subagent)).\##
      filter(Boolean),c=n.length?n.reduce((e,t)=>e+L(t),0):t.turns.reduce((e,t)=>e+(t.usage?L(t.usage):0),0),l=n.\##
      some(e=>e.cost_usd==null)?null:n.reduce((e,t)=>e+t.cost_usd,0),d=t.turns[0].blocks.find(e=>e.kind==="text")?\##
      .text??"";s(t.firstChild,e("b","Subagent"),e("span.gist",Ie(d)),e("span.took",r(t.turns.length,"turn")+(c?",\##
       "+a(c)+" tokens":"")+(n.length?", "+u(l):"")));let i=t.lastChild;(i.children.length!==t.turns.length||i.\##
      firstChild!==t.turns[0].node)&&s(i,t.turns.map(e=>e.node))}let t=this.node.firstChild;for(let e of o)e===t?t\##
      =t.nextSibling:this.node.insertBefore(e,t);for(;t;){let e=t.nextSibling;t.remove(),t=e}}async extend(e){if(\##
      this.busy||!this.turns.length||(e<0?!this.hasBefore:this.next==null))return;this.busy=!0;let{window:t}=this;\##
      try{if(e>0){let e=await this.ask({entry:this.next,before:0,after:ae});if(t!==this.window)return;this.next=e.\##
      next,this.add(e.turns,!1)}else{let e=this.turns[0],n=B(e.node),s=await this.ask({entry:e.entry,before:ae,\##
      after:1});if(t!==this.window)return;let o=this.add(s.turns,!0);this.hasBefore=o>0&&this.turns[0].entry>0,\##
      scrollBy(0,B(e.node)-n)}this.mark()}finally{this.busy=!1}let n=e<0?this.start:this.end;this.watcher.\##
      unobserve(n),this.watcher.observe(n)}mark(){s(this.start,this.hasBefore?"Earlier turns are read …":null),s(\##
      this.end,this.next!=null?"Later turns are read …":this.turns.length?"End of the session":"Nobody says \##
      anything in this session.")}hide(e=this.hidden){this.hidden=e;for(let t of this.turns)t.node.hidden=t.kinds.\##
      every(t=>e.has(t))}seen(){return this.turns.filter(e=>e.node.checkVisibility())}current(){let t=C()?.closest\##
      ?.(".turn"),e=this.seen();return e.find(e=>e.node===t)??e.find(e=>K(e.node).bottom>140)??e.at(-1)}focus(e){e\##
      .node.closest("details.subagent")?.setAttribute("open",""),e.node.scrollIntoView({block:"start"}),e.node.\##
      focus({preventScroll:!0}),ue(Fe(this.id,e.seq))}async jump(e){let t=this.turns.find(t=>t.entry>=e);(!t||this\##
      .turns[0].entry>e)&&(await this.open({entry:e,before:4,after:ae}),t=this.turns.find(t=>t.entry>=e)),t&&this.\##
      focus(t)}async move(e){let t=this.seen(),n=t.indexOf(this.current()),o=C()===t[n]?.node,s=t[o?n+e:i(0,n)];s?\##
      this.focus(s):await this.extend(e)}}function Fe(e,t){let n=f().params;n.delete("follow");let s=String(n);\##
      return`#/s/${e}${t!=null?"@"+t:""}${s?"?"+s:""}`}function Rt(t,n){let o=n.prompts.filter(e=>e.text||e.number\##
      >0),s=(n.files??[]).filter(e=>e.writes);return[e("h2","Prompts"),e("ol",o.map(s=>e("li",e("a",{href:Fe(n.\##
      session,s.seq),"data-prompt":s.entry,onclick:e=>{e.preventDefault(),t.jump(s.entry)}},e("span",s.text||"\##
      Image"),e("small",[s.timestamp&&X(new Date(s.timestamp)),s.calls&&r(s.calls,"call"),s.errors&&r(s.errors,"\##
      error"),u(s.cost_usd)].filter(Boolean).join(" · ")))))),s.length>0&&e("details.files",{open:s.length<8},e("\##
      summary",r(s.length,"file")+" written"),e("ul",s.slice(0,200).map(t=>e("li",{title:`${t.path}, ${r(t.writes,\##
      "write")}, ${r(t.reads,"read")}`},t.path.split(/[\\/]/).slice(-2).join("/")))))]}async function Lt(i){let{\##
      left:g,title:Z,draw:G}=i,$=({parts:e,params:t})=>{let[n,s]=(e[1]??"").split("@");return{id:n,seq:s,params:t,\##
      follow:t.get("follow")==="true"}},{id:p,seq:b,params:_,follow:m}=$(i),V=_.get("generation")?{generation:_.\##
      get("generation")}:{},c=new Pt(p,g,V),x="sessions/"+encodeURIComponent(p),se=m?c.ask({tail:30}):null,[h,M]=\##
      await Promise.all([o(x,{},g),o(x+"/outline",V,g)]);c.id=p=h.session,c.works=new Map(M.prompts.flatMap(e=>e.\##
      subagents_started).map(e=>[e.subagent,e])),Z(Q(h));let N="ccstore resume "+(h.short_id??p),K=()=>location.\##
      href.split("#")[0]+Fe(p,c.current()?.seq),F=()=>new Set((f().params.get("hide")??localStorage.getItem("hide"\##
      )??"notes").split(",").filter(Boolean)),A=e("div.choice",{role:"group",label:"Show"}),R=I("Follow",()=>k.f()\##
      );function O(){let t=F();s(A,_t.map(([n,s])=>e("button",{"aria-pressed":String(!t.has(n)),"data-kind":n,\##
      onclick:()=>E(n)},s)));for(let[e]of _t)c.node.classList.toggle("hide-"+e,t.has(e));c.hide(t),R.setAttribute(\##
      "aria-pressed",String(m))}function E(e){let t=F(),n=c.current(),i=n&&B(n.node);t.delete(e)||t.add(e);let s=[\##
      ...t].join(",");localStorage.setItem("hide",s);let o=C()?.dataset?.kind;ue(d({hide:s||"none"})),O(),o&&A.\##
      querySelector(`[data-kind=${o}]`).focus(),n?.node.checkVisibility()&&scrollBy(0,B(n.node)-i),J((t.has(e)?"\##
      Hidden: ":"Shown: ")+e)}async function ee(e){let t={html:"html",markdown:"md",jsonl:"jsonl"}[e];We(`${p.\##
      slice(0,8)}.${t}`,await st(x+"/export",{format:e}),"application/octet-stream")}async function Y(){let t=c.\##
      current();if(!t)return;let n=await(await st(`${x}/records/${t.seq}`,{},g)).text(),s=n;try{s=JSON.stringify(\##
      JSON.parse(n),null,2)}catch{}ze(`Record ${t.seq} as it is stored`,e("div.record",{tabindex:0},P(s.slice(0,\##
      2e6))),e("p",e("button",{type:"button",onclick:()=>We(`record-${t.seq}.json`,n,"application/octet-stream")},\##
      "Save the exact bytes")))}let D=e=>{let t=c.current()?.entry??0,n=M.prompts.filter(e=>e.number>0),s=e>0?n.\##
      find(e=>e.entry>t):n.findLast(e=>e.entry<t);s&&c.jump(s.entry)},U=async e=>{let t=await Jt(p,e,g);t?T(n("s/"\##
      +t)):Te("No more sessions")},k={j:()=>c.move(1),k:()=>c.move(-1),J:()=>D(1),K:()=>D(-1),"[":()=>U(-1),"]":()\##
      =>U(1),t:()=>E("tools"),h:()=>E("thinking"),".":Y,y:()=>q(K(),"Link"),r:()=>q(N,"Command"),f:async()=>{m=!m,\##
      ue(d({follow:m?"true":null})),O(),J(m?"Following the end of the session.":"Not following any more."),m&&\##
      await c.open({tail:30},!0)}},S=e("nav.outline",{label:"Prompts"},Rt(c,M)),W=e("div.strip"),te=j(new Date(h.\##
      started))===j(new Date(h.ended));G(e("div.heading.session",e("h1",Q(h)),Ve(h),h.forked_from&&l(n("s/"+h.\##
      forked_from),v("forked from "+h.forked_from.slice(0,8)))),_.get("generation")&&e("p.warn",{role:"note"},`
      """## + appJS2)
}
