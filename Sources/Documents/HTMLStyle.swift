import Answers
import Bytes
import SegmentedLog

/// The only style sheet of a page, and its hash, by which the page's security policy allows it and no other.
enum HTMLStyle {
  static let sheet: StaticString = """
    :root{--back:#fff;--text:#1c1e21;--soft:#565d69;--line:#dfe2e7;--panel:#f5f6f8;--you:#eef4ff;--youline:#2c5cb8;--claude:#a4491f;--link:#1f5fc4;\
    --error:#b3261e;--add:#dff5e2;--del:#fde4e2;--c:#5d6670;--s:#0a6640;--n:#1a5fb4;--k:#8b2fa8;--found:#ffe58a;--here:#ffb000}
    @media(prefers-color-scheme:dark){:root{--back:#15171a;--text:#dfe2e6;--soft:#9fa7b2;--line:#363b43;--panel:#1d2025;--you:#1a2536;\
    --youline:#7da6f3;--claude:#e5956c;--link:#8bb4f7;--error:#f5948c;--add:#16351e;--del:#432020;--c:#98a1ab;--s:#7fd6a1;--n:#8dbcf8;--k:#d9a0ec;\
    --found:#6b5300;--here:#a86a00}}
    *{box-sizing:border-box}
    [hidden]{display:none!important}
    html{scroll-padding-top:1rem}
    body{margin:0 auto;padding:1.5rem 1rem 6rem;max-width:54rem;background:var(--back);color:var(--text);\
    font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;overflow-wrap:break-word}
    :focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:4px}
    main:focus{outline:0}
    .skip{position:absolute;left:-99rem;background:var(--back);padding:.4rem .8rem;z-index:3}
    .skip:focus{left:.5rem;top:.5rem}
    h1{font-size:1.45rem;line-height:1.3;margin:0 0 .4rem;overflow-wrap:anywhere}
    .up{margin:0 0 .6rem;font-size:.9rem}
    header ul{margin:0 0 1rem;padding:0;list-style:none;color:var(--soft);font-size:.85rem;display:flex;flex-wrap:wrap;gap:.1rem 1.1rem}
    header li{min-width:0;overflow-wrap:anywhere}
    .bar{display:flex;flex-wrap:wrap;gap:.35rem 1.2rem;align-items:center;background:var(--back);border:solid var(--line);border-width:1px 0;\
    padding:.5rem 0;margin:0 0 1rem;font-size:.85rem}
    .bar>div{display:flex;flex-wrap:wrap;gap:.3rem .6rem;align-items:center}
    .bar>div>label{white-space:nowrap}
    .bar input[type=search]{width:11rem;min-width:0}
    .bar output{color:var(--soft)}
    .bar output:empty{display:none}
    button,input{font:inherit;color:inherit}
    input[type=checkbox]{accent-color:var(--link);margin:0;width:1rem;height:1rem;vertical-align:-.12em}
    button,input[type=search]{background:var(--panel);border:1px solid var(--line);border-radius:5px;padding:.15rem .55rem}
    button{cursor:pointer;min-height:1.7rem}
    button:hover{border-color:var(--soft)}
    .copy{display:block;position:relative;z-index:1;margin:.9rem .4rem -2.4rem auto;font-size:.75rem;min-height:1.5rem;padding:.05rem .5rem;color:var(--soft)}
    .k-prompt>.copy{margin-top:.2rem;margin-bottom:-1.9rem}
    .copy+.plain{padding-right:4.2rem}
    .contents{margin:0 0 1rem;font-size:.85rem}
    .contents ol{margin:.4rem 0;padding-left:2.2rem;max-height:60vh;overflow-y:auto}
    .contents li{overflow-wrap:anywhere;color:var(--soft)}
    .contents a{text-decoration:none}
    .contents a:hover{text-decoration:underline}
    section{margin:.5rem 0}
    section>h2{display:inline;font-size:1rem;margin:0}
    .when{display:inline;margin:0 0 0 .6rem;font-size:.8rem;color:var(--soft);overflow-wrap:anywhere}
    .when a{color:inherit;text-decoration:none}
    .turn{margin:.1rem 0;font-size:.8rem;color:var(--soft)}
    .step{display:inline-block;min-width:1.5rem;text-align:center;text-decoration:none;border:1px solid var(--line);border-radius:4px;line-height:1.35}
    .claude>h2{color:var(--claude)}
    section:has(>h2){margin-top:1.6rem}
    .you{background:var(--you);border-left:3px solid var(--youline);border-radius:0 6px 6px 0;padding:.6rem .9rem}
    .you>h2{color:var(--youline)}
    .meta>h2{color:var(--soft)}
    section:target>h2{text-decoration:underline}
    .plain{white-space:pre-wrap;overflow-wrap:anywhere;margin:.4rem 0}
    p,ul,ol,blockquote{margin:.55rem 0}
    h3,h4,h5,h6{margin:1.1rem 0 .4rem;line-height:1.3}
    h3{font-size:1.15rem}h4{font-size:1.05rem}h5,h6{font-size:1rem}
    li{margin:.2rem 0}
    ul,ol{padding-left:1.5rem}
    a{color:var(--link)}
    hr{border:0;border-top:1px solid var(--line);margin:1.2rem 0}
    blockquote{border-left:3px solid var(--line);padding-left:.9rem;color:var(--soft);margin-left:0}
    code,pre,.tool summary span{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.86em}
    code{background:var(--panel);border-radius:4px;padding:.1em .3em;overflow-wrap:anywhere}
    pre{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:.65rem .8rem;margin:.55rem 0;overflow:auto;max-height:32rem;line-height:1.45}
    .copy+pre{padding-right:4.6rem}
    pre code{background:none;padding:0;font-size:1em;overflow-wrap:normal}
    pre.error{border-color:var(--error)}
    pre.result{white-space:pre-wrap;overflow-wrap:anywhere}
    .table{overflow-x:auto;margin:.6rem 0}
    table{border-collapse:collapse;font-size:.93em}
    th,td{border:1px solid var(--line);padding:.3rem .6rem;text-align:left;vertical-align:top;overflow-wrap:break-word}
    th{background:var(--panel)}
    img{display:block;max-width:100%;max-height:36rem;margin:.6rem 0;border:1px solid var(--line);border-radius:6px}
    details{margin:.35rem 0}
    summary{cursor:pointer;color:var(--soft);font-size:.9rem;overflow-wrap:anywhere}
    summary:hover{color:var(--text)}
    details.tool{border:1px solid var(--line);border-radius:6px;padding:.25rem .7rem}
    .tool>summary{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
    .tool[open]>summary{white-space:normal;margin-bottom:.3rem}
    .tool summary b{color:var(--text);font-weight:600}
    .tool summary i{font-style:normal;color:var(--soft);font-size:.9em}
    .tool summary i.failed{color:var(--error);font-size:1em}
    .tool pre code{white-space:pre-wrap;overflow-wrap:anywhere}
    .tool pre .a,.tool pre .d{display:inline-block;min-width:100%}
    .fold>summary{font-style:italic}
    .fold>:not(summary):not(.copy){color:var(--soft);border-left:2px solid var(--line);padding-left:.8rem}
    .fold>pre{padding:.65rem .8rem}
    .branch,.subagent{border:1px solid var(--line);border-radius:8px;padding:.4rem .9rem;margin:1rem 0}
    .branch{border-style:dashed}
    .branch>summary,.subagent>summary{font-weight:600}
    .note{color:var(--soft);font-size:.85rem;margin:.45rem 0;overflow-wrap:anywhere}
    .boundary{color:var(--soft);font-size:.85rem;text-align:center;border-top:2px dashed var(--line);padding-top:.5rem;margin:2rem 0}
    .todos,.ask ul{list-style:none;padding-left:.2rem}
    .ask{border-top:1px solid var(--line);margin-top:.5rem;overflow-wrap:anywhere}
    .ask .note{margin:0 0 .3rem 1.5rem}
    .chosen{font-weight:600}
    .chosen .note{font-weight:400}
    dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.15rem .8rem;font-size:.88rem;margin:.5rem 0}
    dt{color:var(--soft);max-width:14rem;overflow-wrap:anywhere}
    dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;max-height:24rem;overflow-y:auto}
    .c{color:var(--c)}.s{color:var(--s)}.n{color:var(--n)}.k{color:var(--k)}.h{color:var(--n)}
    .a{background:var(--add)}.d{background:var(--del)}
    ::highlight(found){background:var(--found)}
    ::highlight(here){background:var(--here)}
    .overview h2{font-size:1.1rem;margin:2rem 0 0;overflow-wrap:anywhere}
    .overview h2+.note{margin-top:0}
    .sessions{list-style:none;padding:0}
    .sessions li{border-top:1px solid var(--line);padding:.45rem 0;margin:0;overflow-wrap:anywhere}
    .sessions .note{margin:.1rem 0}
    @media(min-width:48rem){.session .bar{position:sticky;top:0;z-index:2}html:has(.bar:not([hidden])){scroll-padding-top:7rem}}
    @media(min-width:75rem){body.session{display:grid;grid-template-columns:17rem minmax(0,54rem);gap:0 2rem;max-width:73rem;align-items:start}\
    .session>*{grid-column:2}.session>header{grid-area:1/1/auto/-1}.session>.bar{grid-area:2/1/auto/-1}.session>main{grid-row:3/span 9}\
    .session>.contents{grid-column:1;grid-row:3;position:sticky;top:5rem;max-height:calc(100vh - 6rem);overflow-y:auto}.contents ol{max-height:none}}
    @media(max-width:36rem){.tool>summary{white-space:normal}body{padding:1rem .7rem 4rem;font-size:15px}dl{grid-template-columns:minmax(0,1fr)}dt{margin-top:.3rem;max-width:none}\
    ul,ol{padding-left:1.2rem}.branch,.subagent,details.tool{padding-left:.5rem;padding-right:.5rem}}
    @media print{.bar,.contents,.skip,.copy,.step,.up{display:none!important}body.session{display:block}pre,dd{max-height:none;overflow:visible;white-space:pre-wrap}\
    pre code{white-space:pre-wrap;overflow-wrap:anywhere}body{max-width:none}.copy+pre,.copy+.plain{padding-right:.8rem}section>h2,summary{break-after:avoid}}
    """

  /// The SHA-256 of the sheet in base64, as a Content-Security-Policy header names it.
  static let hash: String = digest(of: sheet)

  /// Returns the SHA-256 of a text in base64.
  static func digest(of text: StaticString) -> String { base64(text.withUTF8Buffer { Digest(of: Array($0)).bytes }) }

  /// The base64 form of bytes, with padding: RFC 4648, section 4.
  static func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for place in 0..<4 {
        text.append(place <= group.count ? digits[bits >> (18 - 6 * place) & 63] : 0x3d)
      }
    }
    return text.text
  }
}
