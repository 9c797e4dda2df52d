import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import Logging
import NIOCore
import NIOSSL
package import Promotion

/// Serves the API over HTTP/1.1, or HTTPS where a certificate is given.
package struct WebServer: Sendable {
    /// The daemon's own certificate.
    package struct TLS: Sendable {
        /// The path of a PEM file: the certificate, with the chain below it.
        package var certificate: String
        /// PEM.
        package var key: [UInt8]

        package init(certificate: String, key: [UInt8]) {
            self.certificate = certificate
            self.key = key
        }
    }

    private let api: API
    private let host: String
    private let port: Int
    private let server: HTTPServerBuilder
    private let log: Logger

    /// Port 0 takes a free one. Throws a permanent problem where certificate or key cannot be used.
    package init(_ api: API, host: String, port: Int, tls: TLS? = nil, log: Logger) throws(Problem) {
        self.api = api
        self.host = host
        self.port = port
        self.log = log
        let plain = HTTPServerBuilder.http1(
            configuration: .init(
                idleTimeout: .seconds(30),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100)))
        server = try tls.map { tls throws(Problem) in try Self.secured(plain, tls) } ?? plain
    }

    private static func secured(_ plain: HTTPServerBuilder, _ tls: TLS) throws(Problem) -> HTTPServerBuilder {
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(tls.certificate)
            let key = try NIOSSLPrivateKey(bytes: tls.key, format: .pem)
            let configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            // Made here to find a key that is not the certificate's now, and not at the first connection.
            _ = try NIOSSLContext(configuration: configuration)
            return try .tls(plain, tlsConfiguration: configuration)
        } catch {
            throw .permanent(
                "The certificate \(tls.certificate) and its key cannot be used.",
                remedy: "Both must be PEM, and the key must be the certificate's own and not encrypted.")
        }
    }

    /// Serves until the task is cancelled or a graceful shutdown begins. `onListening` hears the port.
    package func run(onListening: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
        var quiet = log
        quiet.logLevel = max(log.logLevel, .warning)
        let application = Application(
            responder: Responder(api: api), server: server,
            configuration: .init(address: .hostname(host, port: port), serverName: "sluice"),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? port) }, logger: quiet)
        try await application.run()
    }
}

/// What is known of a request beside itself.
private struct WebContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let address: String

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        address = source.channel.remoteAddress?.ipAddress ?? "an unknown address"
    }
}

/// Carries requests from Hummingbird to the API, and answers back.
private struct Responder: HTTPResponder {
    let api: API

    func respond(to request: Request, context: WebContext) async throws -> Response {
        let answer = await api.answer(
            API.Request(
                method: request.method, path: request.uri.path,
                query: Dictionary(
                    request.uri.queryParameters.map { (String($0.key), String($0.value)) }, uniquingKeysWith: { $1 }),
                headers: request.headers, authorization: request.headers[.authorization], address: context.address,
                body: {
                    let limit = API.bodyLimit(at: request.uri.path)
                    return Array(try await request.body.collect(upTo: limit).readableBytesView)
                }))
        var headers: HTTPFields = [
            .contentType: answer.contentType, .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
        ]
        if answer.status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
        let body = ByteBuffer(bytes: answer.body)
        guard answer.closesConnection else {
            return Response(status: answer.status, headers: headers, body: .init(byteBuffer: body))
        }
        headers[.connection] = "close"
        return Response(
            status: answer.status, headers: headers,
            body: .init(contentLength: answer.body.count) { writer in
                try await writer.write(body)
                try await writer.finish(nil)
                // Otherwise the rest of the request would be read to its end, however long its sender takes.
                throw ConnectionEnds()
            })
    }
}

/// Ends a connection after its answer.
private struct ConnectionEnds: Error {}
