/// The description of one entry of `registries`.
let registrySettings = mapping(
    "a registry",
    optional("plainHTTP", boolean, default: "false", "Whether it is spoken to without TLS."),
    optional(
        "caFile", path("a PEM file", example: "keys/registry-ca.pem"),
        "The authorities that are believed, instead of the system's."),
    optional(
        "tokenRealms", list(of: registryHost),
        orEmpty: "Hosts, beside the registry's own, that credentials may be sent to in exchange for a token."),
    optional(
        "requestsPerSecond", number(0.001...10_000),
        "How many requests a second it gets at most; as many as it answers where the key is missing.")
) { RegistrySettings(plainHTTP: $0, caFile: $1, tokenRealms: $2, requestsPerSecond: $3) }
