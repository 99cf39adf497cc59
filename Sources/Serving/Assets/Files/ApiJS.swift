// Made by Tools/embed-dashboard of the file api.js of the dashboard. Change that file and run the script.

extension Assets {
  static let apiJS = Asset(
    name: "api.js", contentType: "text/javascript; charset=utf-8",
    digest: "7e35d6b6f5e10f094e8ca2b610f54fa16e4d54981e57190cdf9ad582a0e1c3df",
    sourceDigest: "19e46a973f252c939202b6bdcbdeae29c600bb02227b4a307ee4ebdf588f9b14",
    text: ##"""
      import{route}from"./dom.js";let token=sessionStorage.getItem("token");export function takeToken(){const e=lo\##
      cation.hash.slice(1);if(!e||e.startsWith("/")||e==="main")return;sessionStorage.setItem("token",token=e),his\##
      tory.replaceState(null,"",location.pathname+"#/")}export class Problem extends Error{constructor(e,t){super(\##
      t.detail||t.title||"The server answers "+e+"."),this.status=e,this.problem=t}}export class Unreachable exten\##
      ds Error{}export const connection=new EventTarget;const tell=(e,t)=>connection.dispatchEvent(new CustomEvent\##
      (e,{detail:t}));async function ask(e,t){const s={...t.headers};token&&(s.Authorization="Bearer "+token);let \##
      n;try{n=await fetch("/api/v1/"+e,{...t,headers:s,cache:"no-cache",credentials:"omit"})}catch(e){throw e.name\##
      ==="AbortError"?e:(tell("down"),new Unreachable("The server cannot be reached."))}if(n.ok)return n;const o=a\##
      wait n.json().catch(()=>({}));throw n.status===401&&tell("token",{had:Boolean(token)}),new Problem(n.status,\##
      o)}export function query(e){const t=new URLSearchParams;for(const[s,n]of Object.entries(e??{}))for(const e o\##
      f Array.isArray(n)?n:[n])e!=null&&e!==""&&t.append(s,e);return t}function question(e,t){const n=query(t),s=r\##
      oute().params.get("as_of");return s&&!n.has("as_of")&&!/^(health|doctor|preview|events|log|runs)/.test(e)&&n\##
      .set("as_of",s),e+(String(n)?"?"+n:"")}export async function get(e,t,n){const o=await ask(question(e,t),{sig\##
      nal:n}),i=Number(o.headers.get("X-Ccstore-Lost"));i&&tell("lost",i);const s=await o.json();return s.head&&!r\##
      oute().params.has("as_of")&&(connection.head=s.head.seq),s}export const getBlob=async(e,t)=>(await ask(quest\##
      ion(e,t),{})).blob();export const post=async(e,t)=>(await ask(e,{method:"POST",headers:{"Content-Type":"appl\##
      ication/json"},body:JSON.stringify(t??{})})).json();const wait=e=>new Promise(t=>setTimeout(t,e));export asy\##
      nc function listen(){let t,e=0;for(;;){try{const n={Accept:"text/event-stream"};t&&(n["Last-Event-ID"]=t);co\##
      nst s=await ask("events",{headers:n});tell("up",{again:e>0}),e=0;const o=s.body.pipeThrough(new TextDecoderS\##
      tream).getReader();for(let e="";;){const{done:s,value:i}=await o.read();if(s)break;const n=(e+i).split(`

      `);e=n.pop();for(const s of n){const e={type:"message",data:""};for(const i of s.split(`
      `)){const[,n,o]=/^(\w+): ?(.*)$/.exec(i)??[];n==="id"?t=o:n==="event"?e.type=o:n==="data"&&(e.data+=o)}if(e.\##
      data){let t=null;try{t=JSON.parse(e.data)}catch{}tell("event",{type:e.type,data:t})}}}}catch(t){if(t instanc\##
      eof Problem&&t.status===401)return;e+=1,t instanceof Problem||tell("down")}await wait(Math.min(4e3,250*2**e)\##
      )}}
      """##)
}
