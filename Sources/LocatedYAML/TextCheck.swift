/// The first thing that keeps a text from being read as YAML at all: its size, its encoding, a character that hides.
///
/// Comes before libyaml sees anything: libyaml's own errors of this kind have no line, and it lets overrides pass.
func checkText(of file: SourceFile, limits: YAMLLimits) -> Diagnostic? {
    let nowhere = SourceRange(start: .start, end: .start)
    guard file.bytes.count <= limits.bytes else {
        return .error(
            "a file must have at most \(limits.bytes) bytes; this has \(file.bytes.count)",
            at: .file(file, nowhere)
        )
    }
    if let encoding = file.foreignEncoding {
        return .error("a YAML file must be UTF-8; this is \(encoding)", at: .label(file.name))
    }
    guard let fault = file.bytes.withUnsafeBufferPointer({ firstFault(in: $0, from: file.markLength) }) else {
        return nil
    }
    let range = SourceRange(
        start: file.position(ofOffset: fault.offset),
        end: file.position(ofOffset: fault.offset + fault.length)
    )
    switch fault.kind {
    case .invalidUTF8:
        let byte = String(file.bytes[fault.offset], radix: 16)
        return .error("the file is not UTF-8: byte 0x\(byte) at offset \(fault.offset)", at: .file(file, range))
    case .hidden(let scalar):
        return .error(
            "the character \(PastedCharacter.name(of: scalar)) is not allowed in a file",
            at: .file(file, range),
            help: "if it is intended, write \(PastedCharacter.escape(of: scalar)) in double quotes"
        )
    }
}

private struct Fault {
    enum Kind {
        case invalidUTF8
        case hidden(Unicode.Scalar)
    }

    var kind: Kind
    var offset: Int
    var length: Int
}

extension SourceFile {
    /// The name of the file's encoding, `UTF-16` or `UTF-32`, judged by its first bytes; nil if they show neither.
    ///
    /// Without a byte-order mark, two characters of ASCII give it away.
    package var foreignEncoding: String? {
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return "UTF-32" }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
        guard bytes.count >= 4 else { return nil }
        switch (bytes[0] == 0, bytes[1] == 0, bytes[2] == 0, bytes[3] == 0) {
        case (false, true, false, true), (true, false, true, false): return "UTF-16"
        case (false, true, true, true), (true, true, true, false): return "UTF-32"
        default: return nil
        }
    }
}

private func firstFault(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Fault? {
    var offset = start
    while offset < bytes.count {
        let byte = bytes[offset]
        if byte >= 0x20, byte < 0x7F {
            offset += 1
            continue
        }
        if byte < 0x80 {
            if byte != 0x0A, byte != 0x0D, byte != 0x09 {
                return Fault(kind: .hidden(Unicode.Scalar(byte)), offset: offset, length: 1)
            }
            offset += 1
            continue
        }
        guard let scalar = scalar(in: bytes, at: offset) else {
            return Fault(kind: .invalidUTF8, offset: offset, length: 1)
        }
        let length = UTF8.width(scalar)
        if isHidden(scalar) { return Fault(kind: .hidden(scalar), offset: offset, length: length) }
        offset += length
    }
    return nil
}

private func scalar(in bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> Unicode.Scalar? {
    var iterator = bytes[offset..<min(offset + 4, bytes.count)].makeIterator()
    var decoder = UTF8()
    return switch decoder.decode(&iterator) {
    case .scalarValue(let scalar): scalar
    case .error, .emptyInput: nil
    }
}

/// C1 controls, line and paragraph separators (line breaks to libyaml, not to YAML 1.2), bidirectional controls, the
/// byte-order mark inside a text, and noncharacters that libyaml refuses without a line.
private func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x7F...0x9F, 0x061C, 0x200B, 0x200E...0x200F, 0x2028...0x2029, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF,
        0xFFFE...0xFFFF:
        true
    default: false
    }
}
