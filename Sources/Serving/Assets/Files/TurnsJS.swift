// Made by Tools/embed-dashboard of the file turns.js of the dashboard. Change that file and run the script.

extension Assets {
  static let turnsJS = Asset(
    name: "turns.js", contentType: "text/javascript; charset=utf-8",
    digest: "fcc06c82dc9b821d3797f18c03bf6a812a294d23d1bda56d1e9e0e3a202924e6",
    sourceDigest: "5d3601107d7db06cf491f7b93b709bd7a16548e058ae65247b6b5599c1459058",
    text: ##"""
      import{h,fill,clock,day,moment,duration,bytes,short,badge,exact,tokens}from"./dom.js";import{markdown,plain,\##
      fields,gist}from"./text.js";import{get}from"./api.js";const who={user:"Prompt",assistant:"Answer",system:"No\##
      te"};function whole(e,t,n,s,o){return h("button.more",{onclick:async i=>{const a=i.currentTarget;a.disabled=\##
      !0,a.textContent="Reading …";try{const a=await get(`sessions/${e.id}/turns`,{...e.version,entry:t.entry,befo\##
      re:0,after:1,max_chars:1e6},e.signal),i=a.turns.find(e=>e.entry===t.entry)?.blocks[n];if(!i)throw new Error(\##
      "This turn is not there any more.");fill(s,o(i.text),i.truncated&&h("p.note",`This is the beginning, ${exact\##
      (i.text.length)} characters; the key . shows the stored record.`))}catch(e){e.name!=="AbortError"&&(a.textCo\##
      ntent=e.message)}}},`Show all ${bytes(t.blocks[n].bytes)}`)}function content(e,t,n,s){const i=t.blocks[n],o=\##
      h("div.body",s(i.text));return i.truncated&&o.append(whole(e,t,n,o,s)),o}function argumentsOf(e){const t=fie\##
      lds(e);return t?t.map(([e,t])=>{const n=typeof t=="string"?t:JSON.stringify(t,null,2),s=/^old_/.test(e)?".lo\##
      st":/^new_/.test(e)?".new":"";return h("div.argument"+s,h("span",e),n.length>80||n.includes(`
      `)?plain(n):h("code",n))}):[plain(e)]}function call(e,t,n,s){const a=t.blocks[n],o=t.blocks[s],i=h("details.\##
      k-tool"+(o?.error?".failed":""),null,h("summary",h("b",a.tool??"Tool"),h("span.gist",gist(a.text)),o?.error&\##
      &badge("error","bad"),h("span.took",o?o.duration_ms!=null&&duration(o.duration_ms):"no result")));return i.a\##
      ddEventListener("toggle",()=>{if(!i.open||i.children.length>1)return;i.append(content(e,t,n,argumentsOf)),o&\##
      &i.append(h("h3",o.error?"Error":"Result"),content(e,t,s,plain));const r=t.blocks.filter(e=>e.kind==="image"\##
      &&e.call&&e.call===a.call);for(const e of r)i.append(h("p.note","Image: "+e.text))}),i}function folded(e,t,n\##
      ,s,o){const a=t.blocks[n],i=h("details.k-"+s,h("summary",h("b",o),h("span.gist",a.text.trim().split(`
      `)[0].slice(0,160)),h("span.took",a.bytes>999&&bytes(a.bytes))));return i.addEventListener("toggle",()=>{i.o\##
      pen&&i.children.length===1&&i.append(content(e,t,n,markdown))}),i}export function turnNode(e,t){const n=[],o\##
      =new Set;t.blocks.forEach((s,i)=>{if(o.has(i))return;if(s.kind==="text")n.push(h("div.k-"+(t.role==="user"?"\##
      prompt":"answer"),null,content(e,t,i,markdown)));else if(s.kind==="thinking")n.push(folded(e,t,i,"thinking",\##
      "Thinking"));else if(s.kind==="tool_use"){const a=t.blocks.findIndex((e,t)=>t>i&&e.kind==="tool_result"&&e.c\##
      all===s.call&&!o.has(t));a>=0&&o.add(a),n.push(call(e,t,i,a))}else s.kind==="tool_result"?n.push(h("details.\##
      k-tool",h("summary",h("b",s.tool??"Result"),h("span.gist",s.text.slice(0,160).split(`
      `)[0]),s.error&&badge("error","bad")),content(e,t,i,plain))):s.kind==="summary"?n.push(folded(e,t,i,"thinkin\##
      g","Summary")):s.kind==="image"?n.push(!s.call&&h("p.k-prompt.note","Image: "+s.text)):n.push(h("p.k-note",s\##
      .text.slice(0,600)))}),t.kinds=t.blocks.map(e=>({text:t.role==="user"?"prompts":"answers",thinking:"thinking\##
      ",summary:"thinking",image:"prompts",note:"notes"}[e.kind]??"tools"));const s=t.timestamp&&new Date(t.timest\##
      amp),i=t.usage&&tokens(t.usage);return h("article.turn."+t.role,{"data-entry":t.entry,"data-seq":t.seq,tabin\##
      dex:-1,label:who[t.role]+(s?", "+moment(t.timestamp):"")},h("header",h("span.who",who[t.role]),t.branch!=nul\##
      l&&badge("branch "+t.branch)),h("div.parts",n),h("footer",s&&h("time",{datetime:t.timestamp,title:day(s)},cl\##
      ock(s)),i>0&&h("span.took",{title:`${exact(t.usage.output_tokens)} tokens written, ${exact(i-t.usage.output_\##
      tokens)} read`},short(t.usage.output_tokens)+" tokens")))}
      """##)
}
