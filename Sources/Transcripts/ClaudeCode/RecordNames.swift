/// The keys that have a meaning, in whichever object they occur. This is the one table for every reader of records.
enum RecordKey {
  case id, cwd, name, slug, text, type, uuid, input, model, usage, isMeta, thinking, agentId, aiTitle, content
  case message, subtype, summary, version, isError, leafUuid, gitBranch, requestId, sessionId, timestamp, parentUuid
  case customTitle, isSidechain, inputTokens, outputTokens, cacheCreation, isCompactSummary, isAPIErrorMessage
  case cacheReadTokens, ephemeral5mTokens, ephemeral1hTokens, cacheCreationTokens, toolUseId, data, speed, costUSD
  case forkedFrom, iterations, sessionKind, serviceTier, inferenceGeo, serverToolUse, kind, prompt, origin, attachment
  case commandMode, toolUseResult, persistedOutputPath

  /// Recognises a key; nil for every other name. Its length leaves few candidates to compare.
  init?(_ name: UnsafeBufferPointer<UInt8>) {
    switch name.count {
    case 2 where name.spells("id"): self = .id
    case 3 where name.spells("cwd"): self = .cwd
    case 4 where name.spells("type"): self = .type
    case 4 where name.spells("uuid"): self = .uuid
    case 4 where name.spells("text"): self = .text
    case 4 where name.spells("name"): self = .name
    case 4 where name.spells("slug"): self = .slug
    case 4 where name.spells("data"): self = .data
    case 4 where name.spells("kind"): self = .kind
    case 5 where name.spells("model"): self = .model
    case 5 where name.spells("input"): self = .input
    case 5 where name.spells("usage"): self = .usage
    case 5 where name.spells("speed"): self = .speed
    case 6 where name.spells("isMeta"): self = .isMeta
    case 6 where name.spells("prompt"): self = .prompt
    case 6 where name.spells("origin"): self = .origin
    case 7 where name.spells("message"): self = .message
    case 7 where name.spells("content"): self = .content
    case 7 where name.spells("costUSD"): self = .costUSD
    case 7 where name.spells("version"): self = .version
    case 7 where name.spells("agentId"): self = .agentId
    case 7 where name.spells("subtype"): self = .subtype
    case 7 where name.spells("summary"): self = .summary
    case 7 where name.spells("aiTitle"): self = .aiTitle
    case 8 where name.spells("is_error"): self = .isError
    case 8 where name.spells("thinking"): self = .thinking
    case 8 where name.spells("leafUuid"): self = .leafUuid
    case 9 where name.spells("sessionId"): self = .sessionId
    case 9 where name.spells("timestamp"): self = .timestamp
    case 9 where name.spells("gitBranch"): self = .gitBranch
    case 9 where name.spells("requestId"): self = .requestId
    case 10 where name.spells("parentUuid"): self = .parentUuid
    case 10 where name.spells("iterations"): self = .iterations
    case 10 where name.spells("forkedFrom"): self = .forkedFrom
    case 10 where name.spells("attachment"): self = .attachment
    case 11 where name.spells("isSidechain"): self = .isSidechain
    case 11 where name.spells("tool_use_id"): self = .toolUseId
    case 11 where name.spells("customTitle"): self = .customTitle
    case 11 where name.spells("sessionKind"): self = .sessionKind
    case 11 where name.spells("commandMode"): self = .commandMode
    case 12 where name.spells("input_tokens"): self = .inputTokens
    case 12 where name.spells("service_tier"): self = .serviceTier
    case 13 where name.spells("output_tokens"): self = .outputTokens
    case 13 where name.spells("inference_geo"): self = .inferenceGeo
    case 13 where name.spells("toolUseResult"): self = .toolUseResult
    case 14 where name.spells("cache_creation"): self = .cacheCreation
    case 15 where name.spells("server_tool_use"): self = .serverToolUse
    case 16 where name.spells("isCompactSummary"): self = .isCompactSummary
    case 17 where name.spells("isApiErrorMessage"): self = .isAPIErrorMessage
    case 19 where name.spells("persistedOutputPath"): self = .persistedOutputPath
    case 23 where name.spells("cache_read_input_tokens"): self = .cacheReadTokens
    case 25 where name.spells("ephemeral_5m_input_tokens"): self = .ephemeral5mTokens
    case 25 where name.spells("ephemeral_1h_input_tokens"): self = .ephemeral1hTokens
    case 27 where name.spells("cache_creation_input_tokens"): self = .cacheCreationTokens
    default: return nil
    }
  }
}

/// The types of content blocks that set a flag in ``LineFlags``.
enum BlockType {
  case text, thinking, toolUse, toolResult, image, document

  /// Recognises a type; nil for every other name.
  init?(_ name: UnsafeBufferPointer<UInt8>) {
    switch name.count {
    case 4 where name.spells("text"): self = .text
    case 5 where name.spells("image"): self = .image
    case 8 where name.spells("thinking"): self = .thinking
    case 8 where name.spells("document"): self = .document
    case 17 where name.spells("redacted_thinking"): self = .thinking
    // The first line also accepts server_tool_use and mcp_tool_use, the second mcp_tool_result, web_search_tool_result
    // and advisor_tool_result.
    case 8... where name.ends("tool_use"): self = .toolUse
    case 11... where name.ends("tool_result"): self = .toolResult
    default: return nil
    }
  }
}
