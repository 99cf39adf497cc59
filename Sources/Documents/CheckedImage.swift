import Answers
import Transcripts

/// An image of a type that cannot run anything, with data that is valid base64.
struct CheckedImage {
  /// The media type, such as `image/png`.
  let type: StaticString
  let base64: String

  private static let types: [StaticString] = ["image/png", "image/jpeg", "image/gif", "image/webp"]

  /// Returns nil for types other than PNG, JPEG, GIF and WebP, and for data that is not base64.
  init?(_ media: Media) {
    guard media.form == .image, let type = Self.types.first(where: { media.type == $0.description }),
      Self.isBase64(media.base64)
    else { return nil }
    (self.type, base64) = (type, media.base64)
  }

  /// Returns true for base64 with padding, as in RFC 4648, section 4.
  static func isBase64(_ text: String) -> Bool {
    let digits = text.utf8
    guard !digits.isEmpty, digits.count % 4 == 0 else { return false }
    let padding = digits.reversed().prefix(3).prefix { $0 == 0x3d }.count
    guard padding <= 2 else { return false }
    return digits.dropLast(padding).allSatisfy { byte in
      switch byte {
      case 0x41...0x5a, 0x61...0x7a, 0x30...0x39, 0x2b, 0x2f: true
      default: false
      }
    }
  }
}
