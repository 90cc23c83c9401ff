#ifndef REDRIVE_CSHA256_SHIM_H
#define REDRIVE_CSHA256_SHIM_H

// SHA-256 through the instructions of x86-64 processors, which Swift cannot name. Elsewhere nothing is supported, and the caller
// computes in Swift. What the instructions do: Intel, "SHA Extensions", 2013, and FIPS 180-4.

#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

/// Whether this processor has the instructions: SSSE3, SSE4.1 and SHA.
static inline int redrive_sha256_is_supported(void) {
    unsigned a, b, c, d;
    if (!__get_cpuid_count(1, 0, &a, &b, &c, &d) || !(c & (1u << 9)) || !(c & (1u << 19))) {
        return 0;
    }
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & (1u << 29));
}

/// Takes `count` blocks of 64 bytes into the eight words of `state`. `constants` are the 64 of FIPS 180-4.
///
/// Only if `redrive_sha256_is_supported` said so.
__attribute__((target("sha,sse4.1,ssse3"))) static inline void redrive_sha256_take(
    uint32_t *state, const uint32_t *constants, const uint8_t *bytes, size_t count) {
    const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);

    // The instructions want the words as ABEF and CDGH.
    __m128i abcd = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xB1);
    __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1B);
    __m128i abef = _mm_alignr_epi8(abcd, efgh, 8);
    __m128i cdgh = _mm_blend_epi16(efgh, abcd, 0xF0);

    for (; count > 0; count -= 1, bytes += 64) {
        const __m128i abef_before = abef, cdgh_before = cdgh;
        __m128i words[4];
        for (int i = 0; i < 4; i += 1) {
            words[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(bytes + 16 * i)), big_endian);
        }
#pragma clang loop unroll(full)
        for (int group = 0; group < 16; group += 1) {
            __m128i now = words[group & 3];
            if (group >= 4) {
                // The next four words of the schedule, from the sixteen before them.
                now = _mm_sha256msg1_epu32(now, words[(group + 1) & 3]);
                now = _mm_add_epi32(now, _mm_alignr_epi8(words[(group + 3) & 3], words[(group + 2) & 3], 4));
                now = _mm_sha256msg2_epu32(now, words[(group + 3) & 3]);
                words[group & 3] = now;
            }
            __m128i sum = _mm_add_epi32(now, _mm_loadu_si128((const __m128i *)(constants + 4 * group)));
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0E));
        }
        abef = _mm_add_epi32(abef, abef_before);
        cdgh = _mm_add_epi32(cdgh, cdgh_before);
    }

    __m128i feba = _mm_shuffle_epi32(abef, 0x1B);
    __m128i dchg = _mm_shuffle_epi32(cdgh, 0xB1);
    _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xF0));
    _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

#else

static inline int redrive_sha256_is_supported(void) { return 0; }

static inline void redrive_sha256_take(
    uint32_t *state, const uint32_t *constants, const uint8_t *bytes, size_t count) {
    (void)state; (void)constants; (void)bytes; (void)count;
    __builtin_trap();
}

#endif

#endif
