// Made by Tools/embed-dashboard of the file strip.js of the dashboard. Change that file and run the script.

extension Assets {
  static let stripJS = Asset(
    name: "strip.js", contentType: "text/javascript; charset=utf-8",
    digest: "a3a57a36da1b379fc22ef06a8645589c975f386568c589a9839159bbd45d3661",
    sourceDigest: "bf5bbcd84f58808908df392e815002e3bc3d899a211481aa9f63af959aa4c53c",
    text: ##"""
      import{h,fill,short,duration,clock,day}from"./dom.js";import{picture,pointed}from"./charts.js";const groups=\##
      ["Text","Changes","Commands","Other tools","","Reading","Errors"];function kind(e){if(e.blocks.some(e=>e.err\##
      or))return 6;const t=e.blocks.find(e=>e.kind==="tool_use")?.tool?.toLowerCase();return t?/edit|write|patch|n\##
      otebook/.test(t)?1:/bash|shell|exec|command|terminal/.test(t)?2:/read|grep|glob|search|fetch|list|^ls$/.test\##
      (t)?5:3:0}export async function strip(e,t){const n=[];for(let e=0;e!=null;){const s=await t.ask({entry:e,bef\##
      ore:0,after:200,max_chars:1,parts:"tools"});for(const e of s.turns)e.role==="assistant"&&e.usage&&e.timestam\##
      p&&e.depth===0&&e.branch==null&&n.push({entry:e.entry,at:+new Date(e.timestamp),kind:kind(e),out:e.usage.out\##
      put_tokens,context:e.usage.input_tokens+e.usage.cache_creation_input_tokens+e.usage.cache_read_input_tokens}\##
      );if(e=typeof s.next=="number"&&s.next>e?s.next:null,n.length>2e4)break}if(n.length<2)return;n.sort((e,t)=>e\##
      .at-t.at);const i=[];let o=0;n.forEach((e,t)=>{const s=t?e.at-n[t-1].at:0;s>12e4&&i.push({x:o+15e3,gap:s}),o\##
      +=s>12e4?3e4:s,e.x=o});const r=Math.max(...n.map(e=>e.out),1),a=Math.max(...n.map(e=>e.context),1),l=74,s=64\##
      ,c=groups.map((e,t)=>[e,t]).filter(([,e])=>n.some(t=>t.kind===e)),d=`Time and tokens: ${n.length} responses \##
      in ${duration(o)} of work, ${i.length} longer pauses, at most ${short(r)} tokens written at once, a context \##
      of at most ${short(a)} tokens.`;fill(e,picture(d,e=>{const d=t=>3+(e-6)*(o?t.x/o:0),p=e=>Math.max(2,(s-6)*(e\##
      /r)**.5),u=h("line.marker",{x1:-9,x2:-9,y1:0,y2:s}),m=h("svg.linked",{width:e,height:l},i.map(e=>h("line.pau\##
      se",{x1:d(e),x2:d(e),y1:0,y2:s})),c.map(([,e])=>h("path.s"+e,{d:n.filter(t=>t.kind===e).map(e=>`M${d(e).toFi\##
      xed(1)} ${s}v${(-p(e.out)).toFixed(1)}`).join("")})),h("polyline",{points:n.map(e=>`${d(e).toFixed(1)},${(s-\##
      (s-6)*e.context/a).toFixed(1)}`).join(" ")}),h("line.base",{x1:0,x2:e,y1:s,y2:s}),u),f=e=>n.reduce((t,n)=>Ma\##
      th.abs(d(n)-e)<Math.abs(d(t)-e)?n:t);return m.addEventListener("click",e=>t.jump(f(e.clientX-m.getBoundingCl\##
      ientRect().left).entry)),pointed(m,e=>{const t=f(e),n=new Date(t.at);return u.setAttribute("x1",d(t)),u.setA\##
      ttribute("x2",d(t)),[`${day(n)} ${clock(n)}`,groups[t.kind],short(t.out)+" tokens written","context "+short(\##
      t.context)+" tokens"]})}),h("div.strip-note",h("ul.legend",c.map(([e,t])=>h("li",h("i.s"+t,{unspoken:!0}),e)\##
      ),h("li",h("i.line",{unspoken:!0}),"Context, up to "+short(a))),h("span.note",`${n.length} responses · ${dur\##
      ation(o)} of work`+(i.length?` · ${i.length} pauses cut`:""))))}
      """##)
}
