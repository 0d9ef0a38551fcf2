internal import ArgumentParser

@main
struct Retentiond: ParsableCommand {
  func run() throws {}
}
