extension ManifestProblem {
    /// The cases by name, for programs and for counting: a name stays when the sentence is put better.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        case tooLarge, utf16, invalidUTF8, forbiddenCharacter, syntax, template, outOfMemory, tooDeep, tooManyNodes
        case severalDocuments, unknownAnchor, aliasInsideItself, complexKey, invalidMerge, duplicateKey, noDocument
        case ambiguousDocument, missingKey, missingIndex, missingElement, severalElements, wrongKind, alias
        case mergeKey, notScalar, typedTag, missingSeparator, unseparated, unwritable, unwritableBlock, tabsBelow
        case unwritableContainer, conflictingEdits, tooManyContainers, noContainer, unproven, noPaths, noMeaning
        case noUse, tooManyUses, noPath, variable, digestDecides, missingPart, mergedPart, missingVersion,
            invalidVersion
        case notAnImage, notKustomization, unreachable, renamesItself, openBlock, unprovenAddition, invalidHCL
        case expression, invalidJSON, comment, trailingComma, tooManyValues, loneSurrogate, noMarker
        case malformedMarker, unknownSuffix, noMarkedValue, misplacedMarker, markerInValue, tooManyMarkers
        case matchCount, emptyGroup, nestedGroups, groupOverLines, searchLimit, noSuchUse, unwritableText, retyped
        case unprovenText
    }

    package var code: Code {
        switch self {
        case .tooLarge: .tooLarge
        case .utf16: .utf16
        case .invalidUTF8: .invalidUTF8
        case .forbiddenCharacter: .forbiddenCharacter
        case .syntax: .syntax
        case .template: .template
        case .outOfMemory: .outOfMemory
        case .tooDeep: .tooDeep
        case .tooManyNodes: .tooManyNodes
        case .severalDocuments: .severalDocuments
        case .unknownAnchor: .unknownAnchor
        case .aliasInsideItself: .aliasInsideItself
        case .complexKey: .complexKey
        case .invalidMerge: .invalidMerge
        case .duplicateKey: .duplicateKey
        case .noDocument: .noDocument
        case .ambiguousDocument: .ambiguousDocument
        case .missingKey: .missingKey
        case .missingIndex: .missingIndex
        case .missingElement: .missingElement
        case .severalElements: .severalElements
        case .wrongKind: .wrongKind
        case .alias: .alias
        case .mergeKey: .mergeKey
        case .notScalar: .notScalar
        case .typedTag: .typedTag
        case .missingSeparator: .missingSeparator
        case .unseparated: .unseparated
        case .unwritable: .unwritable
        case .unwritableBlock: .unwritableBlock
        case .tabsBelow: .tabsBelow
        case .unwritableContainer: .unwritableContainer
        case .conflictingEdits: .conflictingEdits
        case .tooManyContainers: .tooManyContainers
        case .noContainer: .noContainer
        case .unproven: .unproven
        case .noPaths: .noPaths
        case .noMeaning: .noMeaning
        case .noUse: .noUse
        case .tooManyUses: .tooManyUses
        case .noPath: .noPath
        case .variable: .variable
        case .digestDecides: .digestDecides
        case .missingPart: .missingPart
        case .mergedPart: .mergedPart
        case .missingVersion: .missingVersion
        case .invalidVersion: .invalidVersion
        case .notAnImage: .notAnImage
        case .notKustomization: .notKustomization
        case .unreachable: .unreachable
        case .renamesItself: .renamesItself
        case .openBlock: .openBlock
        case .unprovenAddition: .unprovenAddition
        case .invalidHCL: .invalidHCL
        case .expression: .expression
        case .invalidJSON: .invalidJSON
        case .comment: .comment
        case .trailingComma: .trailingComma
        case .tooManyValues: .tooManyValues
        case .loneSurrogate: .loneSurrogate
        case .noMarker: .noMarker
        case .malformedMarker: .malformedMarker
        case .unknownSuffix: .unknownSuffix
        case .noMarkedValue: .noMarkedValue
        case .misplacedMarker: .misplacedMarker
        case .markerInValue: .markerInValue
        case .tooManyMarkers: .tooManyMarkers
        case .matchCount: .matchCount
        case .emptyGroup: .emptyGroup
        case .nestedGroups: .nestedGroups
        case .groupOverLines: .groupOverLines
        case .searchLimit: .searchLimit
        case .noSuchUse: .noSuchUse
        case .unwritableText: .unwritableText
        case .retyped: .retyped
        case .unprovenText: .unprovenText
        }
    }
}
