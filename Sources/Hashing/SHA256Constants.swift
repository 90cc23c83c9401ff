/// The eight words that SHA-256 works on.
typealias SHA256State = InlineArray<8, UInt32>

/// The numbers of FIPS 180-4: the first bits of the fractions of roots of the first primes.
///
/// Source: FIPS 180-4, 5.3.3 and 4.2.2.
enum SHA256Constants {
    /// Square roots of the first 8 primes.
    static let initial: SHA256State = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]

    /// Cube roots of the first 64 primes.
    static let rounds: InlineArray<64, UInt32> = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]
}

extension SHA256State {
    /// Takes whole blocks of 64 bytes in, in plain Swift; names are those of FIPS 180-4, 6.2.2.
    mutating func take(_ blocks: UnsafeRawBufferPointer) {
        var schedule = InlineArray<64, UInt32>(repeating: 0)
        for start in stride(from: 0, to: blocks.count, by: 64) {
            for t in 0..<16 {
                schedule[t] = UInt32(bigEndian: blocks.loadUnaligned(fromByteOffset: start &+ 4 &* t, as: UInt32.self))
            }
            for t in 16..<64 {
                let (near, far) = (schedule[t &- 2], schedule[t &- 15])
                let sigma1 = near.rotated(17) ^ near.rotated(19) ^ (near &>> 10)
                let sigma0 = far.rotated(7) ^ far.rotated(18) ^ (far &>> 3)
                schedule[t] = sigma1 &+ schedule[t &- 7] &+ sigma0 &+ schedule[t &- 16]
            }
            var (a, b, c, d) = (self[0], self[1], self[2], self[3])
            var (e, f, g, h) = (self[4], self[5], self[6], self[7])
            for t in 0..<64 {
                let choice = (e & f) ^ (~e & g)
                let first = h &+ (e.rotated(6) ^ e.rotated(11) ^ e.rotated(25)) &+ choice
                let t1 = first &+ SHA256Constants.rounds[t] &+ schedule[t]
                let t2 = (a.rotated(2) ^ a.rotated(13) ^ a.rotated(22)) &+ ((a & b) ^ (a & c) ^ (b & c))
                (h, g, f, e) = (g, f, e, d &+ t1)
                (d, c, b, a) = (c, b, a, t1 &+ t2)
            }
            self = [
                self[0] &+ a, self[1] &+ b, self[2] &+ c, self[3] &+ d,
                self[4] &+ e, self[5] &+ f, self[6] &+ g, self[7] &+ h,
            ]
        }
    }
}

extension UInt32 {
    /// Rotated to the right by 1 to 31 bits.
    @inline(__always)
    fileprivate func rotated(_ bits: UInt32) -> UInt32 { (self &>> bits) | (self &<< (32 &- bits)) }
}
