import Answers
import Bytes
import SegmentedLog

/// The only style sheet of a page, and its hash, by which the page's security policy allows it and no other.
enum HTMLStyle {
  static let sheet: StaticString = """
    :root{--back:#fff;--text:#1c1e21;--soft:#5c6370;--line:#dfe2e7;--panel:#f5f6f8;--you:#eef4ff;--youline:#3b6fd4;--claude:#b4552d;--link:#1f5fc4;\
    --error:#b3261e;--add:#e3f6e5;--del:#fde7e6;--c:#6a737d;--s:#0a6640;--n:#1a5fb4;--k:#8b2fa8}
    @media(prefers-color-scheme:dark){:root{--back:#15171a;--text:#dfe2e6;--soft:#979faa;--line:#32363d;--panel:#1d2025;--you:#1a2536;\
    --youline:#6d9bf0;--claude:#e08a5f;--link:#82aef5;--error:#f28b82;--add:#16331d;--del:#3d1d1d;--c:#8b949e;--s:#7fd6a1;--n:#86b7f7;--k:#d49be8}}
    *{box-sizing:border-box}
    body{margin:0 auto;padding:1.5rem 1rem 6rem;max-width:54rem;background:var(--back);color:var(--text);\
    font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;overflow-wrap:break-word}
    h1{font-size:1.45rem;line-height:1.3;margin:0 0 .4rem}
    header ul{margin:0 0 1.5rem;padding:0;list-style:none;color:var(--soft);font-size:.85rem;display:flex;flex-wrap:wrap;gap:.1rem 1.1rem}
    header li{min-width:0;overflow-wrap:anywhere}
    section{margin:.5rem 0}
    section>h2{display:inline;font-size:1rem;margin:0}
    h2~*{clear:both}
    .when{display:inline;margin:0 0 0 .6rem;font-size:.8rem;color:var(--soft)}
    .when a{color:inherit;text-decoration:none}
    .claude>h2{color:var(--claude)}
    section:has(>h2){margin-top:1.6rem}
    .you{background:var(--you);border-left:3px solid var(--youline);border-radius:0 6px 6px 0;padding:.6rem .9rem}
    .you>h2{color:var(--youline)}
    .meta>h2{color:var(--soft)}
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
    pre code{background:none;padding:0;font-size:1em;overflow-wrap:normal}
    pre.error{border-color:var(--error)}
    .table{overflow-x:auto;margin:.6rem 0}
    table{border-collapse:collapse;font-size:.93em}
    th,td{border:1px solid var(--line);padding:.3rem .6rem;text-align:left;vertical-align:top}
    th{background:var(--panel)}
    img{display:block;max-width:100%;max-height:36rem;margin:.6rem 0;border:1px solid var(--line);border-radius:6px}
    details{margin:.35rem 0}
    summary{cursor:pointer;color:var(--soft);font-size:.9rem}
    summary:hover{color:var(--text)}
    .tool{border:1px solid var(--line);border-radius:6px;padding:.25rem .7rem}
    .tool>summary{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
    .tool[open]>summary{white-space:normal;overflow-wrap:anywhere;margin-bottom:.3rem}
    .tool summary b{color:var(--text);font-weight:600}
    .tool summary i{font-style:normal;color:var(--soft)}
    .tool.error>summary i{color:var(--error)}
    .tool pre code{white-space:pre-wrap;overflow-wrap:anywhere}
    .fold>summary{font-style:italic}
    .fold>:not(summary){color:var(--soft);border-left:2px solid var(--line);padding-left:.8rem}
    .fold>pre{padding:.65rem .8rem}
    .branch,.subagent{border:1px solid var(--line);border-radius:8px;padding:.4rem .9rem;margin:1rem 0}
    .branch{border-style:dashed}
    .branch>summary,.subagent>summary{font-weight:600}
    .note{color:var(--soft);font-size:.85rem;margin:.45rem 0;overflow-wrap:anywhere}
    .boundary{color:var(--soft);font-size:.85rem;text-align:center;border-top:2px dashed var(--line);padding-top:.5rem;margin:2rem 0}
    .todos{list-style:none;padding-left:.2rem}
    dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem .8rem;font-size:.88rem;margin:.5rem 0}
    dt{color:var(--soft)}
    dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;max-height:24rem;overflow-y:auto}
    .c{color:var(--c)}.s{color:var(--s)}.n{color:var(--n)}.k{color:var(--k)}.h{color:var(--n)}
    .a{background:var(--add)}.d{background:var(--del)}
    .index{width:100%}.index .note{margin:.1rem 0}.index td:first-child{white-space:nowrap;color:var(--soft)}
    @media(max-width:36rem){body{padding:1rem .7rem 4rem;font-size:15px}dl{grid-template-columns:1fr}dt{margin-top:.3rem}}
    @media print{pre,dd{max-height:none;overflow:visible;white-space:pre-wrap}body{max-width:none}}
    """

  /// The SHA-256 of the sheet in base64, as a Content-Security-Policy header names it.
  static let hash: String = base64(
    sheet.withUTF8Buffer { Digest(of: Array($0)).bytes })

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
