/// When a watch does what.
package struct WatchPauses: Sendable {
    /// How long one stream is listened to: one that died unseen ends by it.
    package var stream: Duration = .seconds(600)
    /// From a stream's beginning to the first comparison with the list.
    package var firstComparison: Duration = .seconds(2)
    /// From one comparison to the next, give or take a seventh.
    package var comparison: Duration = .seconds(60)
    /// How long what is told is believed of one application before it is read again.
    package var reading: Duration = .seconds(600)
    /// How long a stream is kept when nobody follows anything.
    package var linger: Duration = .seconds(30)
    /// How long a promotion is followed that nobody looks at any more.
    package var patience: Duration = .seconds(180)
    /// Before a stream that was broken is tried again; doubled each time, up to half a minute.
    package var retry: Duration = .seconds(1)
    /// Before a server that has no stream is asked for one again.
    package var refusal: Duration = .seconds(600)

    package init() {}
}
