// Made by Tools/embed-dashboard from Sources/Serving/Dashboard/turns.js: change that file and run it again.

extension Assets {
  static let turnsJS = Asset(
    name: "turns.js", contentType: "text/javascript; charset=utf-8",
    digest: "8deec12272476bb566a426fd65ea4b7e5a822ff335c54f77cdbcc01150971b04",
    sourceDigest: "2cb113ca1d897ee7db1d4d9411f83bbacc092e52df9caea54c489b00855136db",
    text: ##"""
      import{h,fill,clock,day,moment,duration,bytes,short,badge,exact,tokens}from"./dom.js";import{markdown,plain,\##
      fields,gist}from"./text.js";import{get}from"./api.js";const who={user:"Prompt",assistant:"Answer",system:"No\##
      te"};function whole(e,t,n,s,o){return h("button.more",{type:"button",onclick:async i=>{const a=i.currentTarg\##
      et;a.disabled=!0,a.textContent="Reading …";try{const a=await get(`sessions/${e.id}/turns`,{...e.version,entr\##
      y:t.entry,before:0,after:1,max_chars:e.largest},e.signal),i=a.turns.find(e=>e.entry===t.entry)?.blocks[n];if\##
      (!i)throw new Error("This turn is not there any more.");fill(s,o(i.text),i.truncated&&h("p.note",null,`This \##
      is the beginning, ${exact(i.text.length)} characters; the key . shows the stored record.`))}catch(e){e.name!\##
      =="AbortError"&&(a.textContent=e.message)}}},`Show all ${bytes(t.blocks[n].bytes)}`)}function content(e,t,n,\##
      s){const i=t.blocks[n],o=h("div.body",null,s(i.text));return i.truncated&&o.append(whole(e,t,n,o,s)),o}funct\##
      ion argumentsOf(e){const t=fields(e);return t?t.map(([e,t])=>{const n=typeof t=="string"?t:JSON.stringify(t,\##
      null,2),s=/^old_/.test(e)?".lost":/^new_/.test(e)?".new":"";return h("div.argument"+s,null,h("span",null,e),\##
      n.length>80||n.includes(`
      `)?plain(n):h("code",null,n))}):[plain(e)]}function call(e,t,n,s){const a=t.blocks[n],o=t.blocks[s],i=h("det\##
      ails.k-tool"+(o?.error?".failed":""),null,h("summary",null,h("b",null,a.tool??"Tool"),h("span.gist",null,gis\##
      t(a.text)),o?.error&&badge("error","bad"),h("span.took",null,o?o.duration_ms!=null&&duration(o.duration_ms):\##
      "no result")));return i.addEventListener("toggle",()=>{if(!i.open||i.children.length>1)return;i.append(conte\##
      nt(e,t,n,argumentsOf)),o&&i.append(h("h3",null,o.error?"Error":"Result"),content(e,t,s,plain));const r=t.blo\##
      cks.filter(e=>e.kind==="image"&&e.call&&e.call===a.call);for(const e of r)i.append(h("p.note",null,"Image: "\##
      +e.text))}),i}function folded(e,t,n,s,o){const a=t.blocks[n],i=h("details.k-"+s,null,h("summary",null,h("b",\##
      null,o),h("span.gist",null,a.text.trim().split(`
      `)[0].slice(0,160)),h("span.took",null,a.bytes>999&&bytes(a.bytes))));return i.addEventListener("toggle",()=\##
      >{i.open&&i.children.length===1&&i.append(content(e,t,n,markdown))}),i}export function turnNode(e,t){const n\##
      =[],o=new Set;t.blocks.forEach((s,i)=>{if(o.has(i))return;if(s.kind==="text")n.push(h("div.k-"+(t.role==="us\##
      er"?"prompt":"answer"),null,content(e,t,i,markdown)));else if(s.kind==="thinking")n.push(folded(e,t,i,"think\##
      ing","Thinking"));else if(s.kind==="tool_use"){const a=t.blocks.findIndex((e,t)=>t>i&&e.kind==="tool_result"\##
      &&e.call===s.call&&!o.has(t));a>=0&&o.add(a),n.push(call(e,t,i,a))}else s.kind==="tool_result"?n.push(h("det\##
      ails.k-tool",null,h("summary",null,h("b",null,s.tool??"Result"),h("span.gist",null,s.text.slice(0,160).split\##
      (`
      `)[0]),s.error&&badge("error","bad")),content(e,t,i,plain))):s.kind==="summary"?n.push(folded(e,t,i,"thinkin\##
      g","Summary")):s.kind==="image"?n.push(!s.call&&h("p.k-prompt.note",null,"Image: "+s.text)):n.push(h("p.k-no\##
      te",null,s.text.slice(0,600)))});const a=new Set(t.blocks.map(e=>({text:t.role==="user"?"prompt":"answer",th\##
      inking:"thinking",summary:"thinking",tool_use:"tool",tool_result:"tool",image:"prompt",note:"note"}[e.kind])\##
      )),s=t.timestamp&&new Date(t.timestamp),i=t.usage&&tokens(t.usage);return h("article.turn."+t.role+[...a].ma\##
      p(e=>".has-"+e).join(""),{"data-entry":t.entry,"data-seq":t.seq,tabindex:-1,"aria-label":who[t.role]+(s?", "\##
      +moment(t.timestamp):"")},h("header",null,h("span.who",null,who[t.role]),t.branch!=null&&badge("branch "+t.b\##
      ranch),i>0&&h("span.took",{title:`${exact(t.usage.output_tokens)} tokens out, ${exact(i-t.usage.output_token\##
      s)} in`},short(t.usage.output_tokens)+" out"),s&&h("time",{datetime:t.timestamp,title:day(s)},clock(s))),n)}
      """##)
}
