/// Invented job ids, such as `j-AJTAt8w6-wdAgWM`: an index written so that the next one cannot be guessed.
///
/// Decoding needs no dictionary, so that a world of 100,000 jobs is created and copied quickly.
struct JobIDCodec {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
        return values
    }()

    private let key: UInt64
    private let suffix: [UInt8]

    init(seed: UInt64, suffix: String) {
        key = scrambled(seed ^ 0x6A6F_6273)
        self.suffix = Array(suffix.utf8)
    }

    /// The id of an index.
    func id(_ index: Int) -> String {
        var rest = scrambled(UInt64(index) ^ key)
        var check = scrambled(rest)
        var digits = [UInt8](repeating: 0, count: 13)
        for place in 0..<11 {
            digits[place] = Self.alphabet[Int(rest % 62)]
            rest /= 62
        }
        for place in 11..<13 {
            digits[place] = Self.alphabet[Int(check % 62)]
            check /= 62
        }
        var bytes = Array("j-A".utf8)
        bytes.append(contentsOf: digits[0..<7])
        bytes.append(UInt8(ascii: "-"))
        bytes.append(contentsOf: digits[7..<13])
        bytes.append(contentsOf: suffix)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The index of an id; nil if the text is not an id of this world.
    ///
    /// There may be no job with this index.
    func index(_ id: String) -> Int? {
        let bytes = Array(id.utf8)
        guard bytes.count == 17 + suffix.count, bytes.starts(with: "j-A".utf8), bytes[10] == UInt8(ascii: "-") else {
            return nil
        }
        let digits = bytes[3..<10] + bytes[11..<15]
        var value: UInt64 = 0
        for byte in digits.reversed() {
            let digit = Self.values[Int(byte)]
            guard digit != 0xFF else { return nil }
            let (product, over) = value.multipliedReportingOverflow(by: 62)
            let (sum, overSum) = product.addingReportingOverflow(UInt64(digit))
            guard !over, !overSum else { return nil }
            value = sum
        }
        let index = unscrambled(value) ^ key
        guard index < UInt64(Int32.max), self.id(Int(index)) == id else { return nil }
        return Int(index)
    }
}
