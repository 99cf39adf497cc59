// Made by Tools/embed-dashboard of the file app.js of the dashboard. Change that file and run the script.

extension Assets {
  static let appJS = Asset(
    name: "app.js", contentType: "text/javascript; charset=utf-8",
    digest: "db0ee334320c33fae41d8c20b6243a6829beef28e4a4f2f1907432dfd809201f",
    sourceDigest: "7c4f3c414550a5b790ef4b03b0dc7d1081ae30d62d6e7ec30034e801851b347a",
    text: ##"""
      import{$,h,fill,route,address,changed,go,say,dialog,empty,moment,plural,copy}from"./dom.js";import{takeToken\##
      ,connection,listen,get,Problem,Unreachable}from"./api.js";takeToken();const pages={"":["Overview","o",()=>im\##
      port("./overview.js")],sessions:["Sessions","s",()=>import("./sessions.js")],search:["Search","",()=>import(\##
      "./search.js")],usage:["Usage","u",()=>import("./usage.js")],tools:["Tools","t",()=>import("./lists.js").the\##
      n(e=>({default:e.tools}))],projects:["Projects","p",()=>import("./lists.js").then(e=>({default:e.projects}))\##
      ],storage:["Storage","h",()=>import("./storage.js")]},inner={s:["Session","",()=>import("./session.js")],ver\##
      sions:["Versions","",()=>import("./versions.js")]},themes=["system","light","dark"];function showTheme(e){e=\##
      =="system"?delete document.documentElement.dataset.theme:document.documentElement.dataset.theme=e,$("theme")\##
      .textContent={system:"Auto",light:"Light",dark:"Dark"}[e],$("theme").setAttribute("aria-label","Theme: "+e)}\##
      const theme=()=>localStorage.getItem("theme")??"system";showTheme(theme()),$("theme").onclick=()=>{localStor\##
      age.setItem("theme",themes[(themes.indexOf(theme())+1)%3]),showTheme(theme())};let page={},shown="",aborter=\##
      new AbortController;function showNavigation(e){const t=route().params.get("range");fill($("nav"),h("ul",Obje\##
      ct.entries(pages).map(([n,[s]])=>h("li",h("a",{href:address(n,n===""&&t?{range:t}:{}),current:(n===e||(e==="\##
      s"||e==="versions")&&n==="sessions")&&"page"},s)))))}function explain(e){if(e.name==="AbortError")return nul\##
      l;if(e instanceof Problem&&e.status===401)return null;const t=(e.problem?.errors??[]).map(e=>`${e.parameter}\##
      : ${e.detail}`),n=e.status===404;return h("div.card",h("h1",n?"Not found":"This cannot be shown"),h("p",e.me\##
      ssage),t.map(e=>h("p",e)),(e.problem?.candidates??[]).map(e=>h("p",h("a",{href:address("s/"+(e.session??e))}\##
      ,e.session??e))),h("p",h("a",{href:address("")},"Go to the overview")," or ",h("button",{type:"button",oncli\##
      ck:()=>show(!0)},"Try again")))}async function show(e){const{parts:n,params:a}=route(),l=n[0]==="s"&&n[2]===\##
      "versions",s=l?"versions":n[0]??"",[d,,r]=pages[s]??inner[s]??[],o=s+"/"+(n[0]==="s"?n[1]?.split("@")[0]:"")\##
      +"?"+(a.get("as_of")??"");if(document.body.classList.toggle("past",a.has("as_of")),showNavigation(s),showMom\##
      ent(),o===shown&&!e&&page.update)return run(()=>page.update(route()));aborter.abort(),aborter=new AbortContr\##
      oller;const{signal:i}=aborter,t=$("main"),c=o!==shown;if(page.leave?.(),page={},shown=o,document.title=(d??"\##
      Not found")+" · ccstore",!r)return void fill(t,empty("There is no such page. ",h("a",{href:address("")},"Go \##
      to the overview")));c&&(t.setAttribute("aria-busy","true"),document.activeElement&&t.contains(document.activ\##
      eElement)&&t.focus({preventScroll:!0})),await run(async()=>{const n=await r();if(i.aborted)return;const e=aw\##
      ait n.default({main:t,signal:i,route:route(),title:e=>{document.title=e+" · ccstore"}});if(i.aborted)return \##
      e?.leave?.();page=e??{},c&&!page.keepsScroll&&scrollTo(0,0)}),t.removeAttribute("aria-busy")}async function \##
      run(e){try{await e()}catch(e){if(e instanceof Unreachable)return;const t=explain(e);t&&fill($("main"),t),t&&\##
      !(e instanceof Problem)&&console.error(e)}}addEventListener("hashchange",()=>{const e=location.hash.slice(1)\##
      ;if(e==="main")return void $("main").focus();if(e&&!e.startsWith("/"))return takeToken(),listen(),show(!0);s\##
      how()}),document.querySelector(".skip").onclick=e=>{e.preventDefault(),$("main").focus()},$("find").onsubmit\##
      =e=>{e.preventDefault();const t=$("find").q.value.trim();t&&go(address("search",{q:t}))};let runs=[];functio\##
      n showMoment(){const e=route().params.get("as_of"),t=$("past");if(!runs.length)return void t.replaceChildren\##
      ();let s=runs.length;e&&(s=Math.max(0,runs.findLastIndex(t=>t.at<=e||String(t.seq)===e)));const i=t.querySel\##
      ector("input"),m=e?"As of "+(isNaN(e)?moment(e):"event "+e):"Now",r=e=>e?`as of ${moment(e.at)}, run ${e.run\##
      }`:"now",a=e=>{const t=runs[Math.max(0,Math.min(runs.length,e))];go(changed({as_of:t?t.at:null,cursor:null})\##
      )},u=()=>{const e=h("input",{type:"range",min:0,max:runs.length,step:1,value:s,label:"As of: what the store \##
      knew after a run"});let n;return e.addEventListener("input",()=>{const s=runs[+e.value];t.querySelector("out\##
      put").textContent=s?"As of "+moment(s.at):"Now",e.setAttribute("aria-valuetext",r(s)),clearTimeout(n),n=setT\##
      imeout(()=>a(+e.value),120)}),e},n=i??u();n.max=runs.length,n.value=s,n.setAttribute("aria-valuetext",r(runs\##
      [s]));const o=Math.ceil(runs.length/60),c=h("svg.ticks",{viewBox:"0 0 100 4",preserveAspectRatio:"none",unsp\##
      oken:!0},runs.filter((e,t)=>t%o===0).map((e,t)=>h("line",{x1:100*t*o/runs.length,x2:100*t*o/runs.length,y1:0\##
      ,y2:4})),h("line",{x1:100,x2:100,y1:0,y2:4})),l=h("output",{title:e?"The pages show what the store knew then\##
      ":"The pages show all that is stored"},m),d=h("button",{hidden:!e,onclick:()=>a(runs.length)},"Back to now")\##
      ;i?(t.querySelector("output").replaceWith(l),t.querySelector(".ticks").replaceWith(c),t.querySelector("butto\##
      n").replaceWith(d)):fill(t,l,h("span.slide",n,c),d)}async function loadRuns(){const e=await get("status",{as\##
      _of:null});runs=(e.history??[]).map(e=>({run:e.run,at:e.ended??e.started})).filter(e=>e.at).sort((e,t)=>e.at\##
      <t.at?-1:1),showMoment()}const banner=(e,t,...n)=>fill($("banner"),e&&h("p."+t,e,...n));let noToken=!1;conne\##
      ction.addEventListener("down",()=>banner("The server has stopped. Start it again with ","bad",h("code","ccst\##
      ore serve"),"; this page tries again by itself and continues.")),connection.addEventListener("up",({detail:e\##
      })=>{const t=!$("main").querySelector("h1");(e.again||noToken)&&(banner(""),noToken=!1,(e.again||t)&&refresh\##
      (!0)),loadRuns().catch(()=>{})}),connection.addEventListener("lost",({detail:e})=>banner(`Damage of the stor\##
      e has taken ${plural(e,"event")} away; what is intact is shown. Say `,"warn",h("code","ccstore verify")," fo\##
      r the details.")),connection.addEventListener("token",({detail:e})=>{noToken=!0,shown="",document.title="No \##
      access · ccstore",fill($("main"),h("div.card.token",h("h1",e.had?"This page’s token is not valid any more":"\##
      This page needs its token"),h("p",e.had?"The server was started again since this page was opened, and each s\##
      tart has a new token.":"Only the address that the server printed gives access to the sessions."),h("p","Open\##
       the address that ",h("code","ccstore serve")," printed, with everything after the #. ","To start a server a\##
      nd open the page at once:"),h("p.command",h("code","ccstore serve --open"),h("button",{onclick:()=>copy("ccs\##
      tore serve --open","Command")},"Copy"))))});let pending;connection.addEventListener("event",({detail:e})=>{i\##
      f((e.type==="run"||e.type==="progress")&&page.run?.(e),e.type!=="head"&&e.type!=="session")return;if(e.type=\##
      =="head"){if(e.data?.seq===connection.head)return;loadRunsSoon()}if(route().params.has("as_of"))return;if(pa\##
      ge.live)return void run(()=>page.live(e));if(e.type!=="head")return;clearTimeout(pending),pending=setTimeout\##
      (()=>refresh(),500)});let soon;const loadRunsSoon=()=>{clearTimeout(soon),soon=setTimeout(()=>loadRuns().cat\##
      ch(()=>{}),1500)};async function refresh(e){if(page.live&&!e)return;const n=scrollY,t=document.activeElement\##
      ?.getAttribute?.("href");await show(!0),scrollTo(0,n),t&&[...$("main").querySelectorAll("a")].find(e=>e.getA\##
      ttribute("href")===t)?.focus({preventScroll:!0})}const help=[["/","Search"],["j k","Next and previous row or\##
       turn"],["J K","Next and previous prompt"],["Enter","Open the row"],["[ ]","Previous and next session"],["f"\##
      ,"Follow the end of a session"],["t","Show or hide tools"],["h","Show or hide thinking"],["y","Copy a link t\##
      o this place"],["r","Copy the command that resumes the session"],[".","Show the stored record"],...Object.va\##
      lues(pages).filter(([,e])=>e).map(([e,t])=>["g "+t,e]),["?","This page"]];function showHelp(){dialog("Keys",\##
      h("dl.keys",help.map(([e,t])=>h("div",h("dt",e.split(" ").map(e=>h("kbd",e))),h("dd",t)))),h("p.note","The a\##
      ddress of a page has everything that it shows: it can be kept, and back and forward work."))}$("keys").oncli\##
      ck=showHelp;let afterG=0;addEventListener("keydown",e=>{if(e.ctrlKey||e.metaKey||e.altKey||$("dialog").open)\##
      return;const n=e.target;if(n.matches?.("input,textarea,select")&&(e.key==="Escape"&&n.blur(),n.type!=="range\##
      "&&n.type!=="checkbox"))return;const{key:t}=e;let s=!0;if(Date.now()-afterG<1200){const[e]=Object.entries(pa\##
      ges).find(([,e])=>e[1]===t)??[];afterG=0,e!=null&&go(address(e))}else if(t==="g")afterG=Date.now();else if(t\##
      ==="/"){const e=$("main").querySelector("input[type=search]")??$("find").q;e.focus(),e.select()}else t==="?"\##
      ?showHelp():t==="y"?copy(location.href,"Link"):page.keys?.[t]?page.keys[t]():s=!1;s&&e.preventDefault()}),sa\##
      y(""),listen(),show()
      """##)
}
