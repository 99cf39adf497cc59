# Counts the tokens in transcripts, without ccstore: what `ccstore usage` says must equal this.
#
#     TZ=UTC jq -n -R -f usage.jq FILE…
#
# The rules, each where it stands below:
#   1  A line counts if it is a JSON object with an object `message.usage`, whatever its type. Others, and what is no JSON, do not.
#   2  The model `<synthetic>` is no model: such a line does not count.
#   3  A response is a `message.id`, in whatever file and with whatever requestId. Without one it is the line's uuid, without that what
#      the line says.
#   4  Of every token field the largest value over all lines of the response counts. What is no number is 0.
#   5  Cache writes: the total, or the sum of its 5-minute and 1-hour parts where that is more. What is not 1-hour is 5-minute.
#   6  The time of a response is the earliest of its lines.
#   7  It has the tools of all its lines and, of several models, the first by name. Of several sessions it belongs to the one that is the original: whose
#      first response that no other session has is the earlier one, or that has none; between equals the id decides.
#   8  The session of a line is its sessionId, else that of the line before, else the file's name.

def tokens: if type == "number" then (if . < 0 then 0 else floor end) else 0 end;

def reported:
  [.input_tokens, .output_tokens, .cache_creation_input_tokens, .cache_read_input_tokens]
  + (.cache_creation | if type == "object" then [.ephemeral_5m_input_tokens, .ephemeral_1h_input_tokens] else [0, 0] end)
  | map(tokens);

def tools:
  [.message.content | if type == "array" then .[] else empty end | objects | select(.type == "tool_use") | .name | strings];

def text: if type == "string" then . else null end;

def collected:
  reduce (inputs | [input_filename, .]) as [$file, $line] ({responses: {}, sessions: {}};
    ($line | try fromjson catch null) as $r
    | if $r | type != "object" then .
      else
        (($r.sessionId | text) // .sessions[$file] // ($file | sub(".*/"; "") | sub("\\.jsonl$"; ""))) as $session  # rule 8
        | .sessions[$file] = $session
        | ($r.message | if type == "object" then .usage else null end) as $usage
        | if ($usage | type) != "object" or $r.message.model == "<synthetic>" then .                # rules 1, 2
          else
            ($usage | reported) as $new
            | (($r.message.id | text) // ($r.uuid | text) // ([$session, $r.message.model, $r.timestamp, $new] | tojson)) as $key  # rule 3
            | ($r.timestamp | text) as $time
            | .responses[$key] |=
                if . == null
                then {sessions: [$session], models: [$r.message.model | strings], time: $time, reported: $new, tools: ($r | tools)}
                else .reported = ([.reported, $new] | transpose | map(max))                         # rule 4
                  | .time = ([.time, $time] | map(select(. != null)) | min)                         # rule 6
                  | .tools += ($r | tools) | .sessions += [$session] | .models += [$r.message.model | strings]
                end
          end
      end)
  | .responses | map(.sessions |= unique | .model = (.models | map(select(. != "")) | min))
  | (map(select((.sessions | length) == 1 and .time != null)) | group_by(.sessions[0])
     | map({key: .[0].sessions[0], value: (map(.time) | min)}) | from_entries) as $own
  | map(.session = (.sessions | min_by([$own[.] // "", .])))                                        # rule 7
  | map(.
      + (.reported as [$in, $out, $writes, $reads, $short, $long]
         | {input: $in, output: $out, reads: $reads, long: $long, short: ([$short, $writes - $long] | max)})        # rule 5
      + {tool: (.tools | unique | if length == 0 then null else join("+") end)});

def totals: {
  responses: length,
  input_tokens: (map(.input) | add // 0),
  output_tokens: (map(.output) | add // 0),
  cache_creation_input_tokens: (map(.short + .long) | add // 0),
  cache_creation_5m_input_tokens: (map(.short) | add // 0),
  cache_creation_1h_input_tokens: (map(.long) | add // 0),
  cache_read_input_tokens: (map(.reads) | add // 0)
};

def local(format): if .time == null then null else .time[0:19] + "Z" | fromdate | localtime | strftime(format) end;

def by(key): map(. + {key: key}) | group_by(.key) | map({key: .[0].key} + totals);

collected
| {totals: totals, day: by(local("%Y-%m-%d")), month: by(local("%Y-%m")), hour: by(local("%Y-%m-%d %H:00")),
   model: by(.model), session: by(.session), tool: by(.tool)}
