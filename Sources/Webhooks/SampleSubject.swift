package import Promotion

/// What a sample says has changed.
package enum SampleSubject: Sendable, Hashable {
    case image(ImageRepository, tag: String)
    case branch(RemoteURL, String)
}
