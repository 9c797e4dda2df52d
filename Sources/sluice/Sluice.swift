import ArgumentParser
import ServiceLifecycle
@main struct Sluice: AsyncParsableCommand {}
