# The texts of transcripts that `ccstore search` looks into, taken out without ccstore: one line of output for each line of input.
#
#     jq -n -R -r --arg mode texts --arg agents ' A B ' -f texts.jq FILE…     texts, U+0001 between two, U+0002 for a newline in one
#     jq -n -R -r --arg mode keys  --arg agents ' A B ' -f texts.jq FILE…     FILE:LINE, lines from 0
#
# `agents`: ids of the subagents that have a file of their own, a space before and after each.
# `rg` over the first says which of the second `search` must find.

# Keys whose strings only name something.
def names: [
  "type", "id", "uuid", "parentUuid", "sessionId", "timestamp", "cwd", "gitBranch", "version", "userType", "entrypoint", "slug",
  "requestId", "agentId", "leafUuid", "promptId", "messageId", "toolUseID", "tool_use_id", "parentToolUseID", "logicalParentUuid",
  "sourceToolAssistantUUID", "source_uuid", "level", "media_type", "signature", "encrypted_content", "encrypted_index",
  "encrypted_stdout", "cache_control", "commandMode", "origin", "sessionKind", "permissionMode", "mode", "operation"];

# Data in base64, in one line or in long ones.
def encoded: length >= 256 and (gsub("\\s"; "") | test("^[A-Za-z0-9+/=]*$")) and ([splits("[\r\n]+")][:-1] | all(length >= 60));

# The texts in a value; `$passed`: more keys that are passed over.
def prose($passed):
  if type == "string" then select(encoded | not)
  elif type == "array" then .[] | prose($passed)
  elif type == "object" then
    to_entries[] | select(.key as $key | names + $passed | index($key) | not) | .value | prose($passed)
  else empty end;

def block:
  (.type | strings // "") as $type
  | if $type == "text" then .text | strings
    elif $type == "thinking" or $type == "redacted_thinking" then .thinking | strings
    elif $type == "image" then empty
    elif $type | test("(^|_)tool_use$") then
      (if $type == "tool_use" then empty else .name | strings end), ([.input | .. | strings] | .[])
    elif $type | test("(^|_)tool_result$") then .content | prose([])
    else prose([]) end;

# What a record says in addition to its message: only those that are no message.
def others:
  if .type | IN("user", "assistant", "file-history-snapshot") then empty
  else (if .type == "progress" then ["message", "normalizedMessages", "prompt"] else [] end) as $passed
    | del(.message, .subtype, .isMeta, .isCompactSummary, .summary, .aiTitle, .customTitle)
    | to_entries[] | select(.key as $key | names | index($key) | not) | .value | prose($passed)
  end;

def texts_of_record:
  (.message | objects | .content | if type == "string" then . elif type == "array" then .[] | objects | block else empty end),
  (.summary | strings), (.aiTitle | strings), (.customTitle | strings), others;

# What a subagent says in a record of progress, where no file of its own says it.
def inner:
  select(.type == "progress") | .data | objects
  | (.message | strings),
    (select(" \(.agentId | strings // "?") " as $id | $agents | contains($id) | not) | .message | objects | texts_of_record);

def texts: texts_of_record, inner;

foreach inputs as $line ({file: null, number: -1};
  if .file == input_filename then .number += 1 else {file: input_filename, number: 0} end;
  if $mode == "keys" then "\(.file):\(.number)"
  else $line | (try fromjson catch null) as $record
    | if $record | type == "object" then [$record | texts] | join("\u0001") else . end
    | gsub("\r?\n"; "\u0002") | gsub("\r"; "\u0002") end)
