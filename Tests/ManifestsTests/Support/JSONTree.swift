import Foundation

@testable import Manifests

/// What Foundation reads in a JSON file: the oracle for what parses, and for what an edit changes.
indirect enum JSONTree: Hashable {
    case object([String: JSONTree])
    case array([JSONTree])
    case string(String)
    case number(Double)
    case boolean(Bool)
    case null

    init(_ bytes: [UInt8]) throws {
        self.init(try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed))
    }

    private init(_ value: Any) {
        switch value {
        case let object as [String: Any]: self = .object(object.mapValues(JSONTree.init))
        case let array as [Any]: self = .array(array.map(JSONTree.init))
        case let text as String: self = .string(text)
        case let number as NSNumber:
            let isBoolean = String(cString: number.objCType) == "c"
            self = isBoolean ? .boolean(number.boolValue) : .number(number.doubleValue)
        default: self = .null
        }
    }

    /// The tree with another value at a path of keys and indices.
    func replacing(_ steps: ArraySlice<Selector.Step>, by value: JSONTree) -> JSONTree {
        switch (steps.first, self) {
        case (.key(let key), .object(var object)):
            object[key] = object[key]?.replacing(steps.dropFirst(), by: value)
            return .object(object)
        case (.index(let index), .array(var array)):
            array[index] = array[index].replacing(steps.dropFirst(), by: value)
            return .array(array)
        default: return value
        }
    }
}
