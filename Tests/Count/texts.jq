# The texts of transcripts that `ccstore search` looks into, taken out without ccstore: one line of output for each line of input.
#
#     jq -n -R -r --arg mode texts -f texts.jq FILE…     texts, U+0001 between two, U+0002 for a newline in one
#     jq -n -R -r --arg mode keys  -f texts.jq FILE…     FILE:LINE, lines from 0
#
# `rg` over the first says which of the second `search` must find.

def block:
  if .type == "text" then .text | strings
  elif .type == "thinking" or .type == "redacted_thinking" then .thinking | strings
  elif .type == "tool_use" then [.input | .. | strings] | .[]
  elif .type == "tool_result" then
    .content | if type == "string" then . elif type == "array" then .[] | objects | .text | strings else empty end
  else empty end;

def texts:
  (.message | objects | .content | if type == "string" then . elif type == "array" then .[] | objects | block else empty end),
  (.content | strings), (.summary | strings), (.aiTitle | strings), (.customTitle | strings),
  (.attachment | .. | strings);

foreach inputs as $line ({file: null, number: -1};
  if .file == input_filename then .number += 1 else {file: input_filename, number: 0} end;
  if $mode == "keys" then "\(.file):\(.number)"
  else $line | (try fromjson catch null) as $record
    | if $record | type == "object" then [$record | texts] | join("\u0001") else . end
    | gsub("\r?\n"; "\u0002") | gsub("\r"; "\u0002") end)
