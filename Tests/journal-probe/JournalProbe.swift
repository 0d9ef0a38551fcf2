import Glibc
import SystemdSupport

/// A service without work of its own, for the tests: it says to the journal and to the service manager what the
/// agent would say.
@main struct JournalProbe {
  static func main() {
    switch CommandLine.arguments.dropFirst().first {
    case "events": Events.send()
    case "kinds": Events.list()
    case "odd": OddEntries.send()
    case "odd-lengths": OddEntries.list()
    case "flood": Service().flood()
    case "serve": exit(Service().run())
    default: exit(64)
    }
  }
}
