import Testing

@testable import Registries

@Suite("WWW-Authenticate")
struct ChallengeTests {
    private static let bearer = Challenge(
        scheme: "bearer",
        parameters: ["realm": "https://a.example/token", "service": "r", "scope": "repository:a:pull,push"])

    @Test(
        "reads the forms that registries send",
        arguments: [
            [#"Bearer realm="https://a.example/token",service="r",scope="repository:a:pull,push""#],
            [#"bearer  Realm = "https://a.example/token" , SERVICE="r",  scope="repository:a:pull,push""#],
            [#"BEARER realm=https://a.example/token,service=r,scope="repository:a:pull\,push""#],
            [#",, Bearer realm="https://a.example/token",,service="r",scope="repository:a:pull,push","#],
        ])
    func bearer(_ values: [String]) {
        #expect(Challenge.parse(values) == [Self.bearer])
    }

    @Test("reads several challenges, in one field and in several")
    func several() {
        let basic = Challenge(scheme: "basic", parameters: ["realm": "a \"quoted\", realm"])
        let negotiate = Challenge(scheme: "negotiate", parameters: [:])
        #expect(
            Challenge.parse([
                #"Negotiate, Basic realm="a \"quoted\", realm", Bearer realm="https://a.example/token",service="r","#
                    + #"scope="repository:a:pull,push""#
            ]) == [negotiate, basic, Self.bearer])
        #expect(
            Challenge.parse([#"Basic realm="a \"quoted\", realm""#, "Negotiate"]) == [basic, negotiate])
    }

    @Test(
        "survives nonsense",
        arguments: ["", ",", "=", "Bearer realm=\"", "Bearer realm=", "\u{7f}", "a=b", "Bearer ,=,"])
    func nonsense(_ value: String) {
        for challenge in Challenge.parse([value]) { #expect(challenge.parameters["realm"]?.isEmpty ?? true) }
    }
}
