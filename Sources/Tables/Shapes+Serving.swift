extension Shapes {
  /// Where a server can be reached.
  package struct ServerPlace: Sendable {
    /// With the token as its fragment, where there is one.
    package var address: String?
    package var port: Int?
    package var socket: String?
    package var tokenFile: String?
    package var store: String
    package var isReadOnly: Bool

    package init(
      address: String?, port: Int?, socket: String?, tokenFile: String?, store: String, isReadOnly: Bool
    ) {
      (self.address, self.port, self.socket) = (address, port, socket)
      (self.tokenFile, self.store, self.isReadOnly) = (tokenFile, store, isReadOnly)
    }
  }

  package static let serverPlace = Shape<ServerPlace>("serve", "Where the server can be reached.") {
    string(
      "address", "The address of the dashboard, with the token as its fragment; null for a socket only.",
      orNull: { $0.address })
    integer("port", nil, "The port; null for a socket only.", orNull: { $0.port })
    string("socket", "The path of the socket; null where there is none.", orNull: { $0.socket })
    string("token_file", "The file that holds the token; null where none is needed.", orNull: { $0.tokenFile })
    string("store", "The path of the store.") { $0.store }
    boolean("read_only", "Whether requests can start or reset nothing.") { $0.isReadOnly }
  }

  /// A ticket for a link.
  package struct Ticket: Sendable {
    package var name, target: String
    package var seconds: Int64

    package init(name: String, target: String, seconds: Int64) {
      (self.name, self.target, self.seconds) = (name, target, seconds)
    }
  }

  package static let ticket = Shape<Ticket>("ticket", "Leave to follow one link, once.") {
    string("ticket", "The ticket.") { $0.name }
    string("target", "The address with the ticket in it.") { $0.target }
    integer("seconds", "seconds", "How long it is valid.") { $0.seconds }
  }
}
